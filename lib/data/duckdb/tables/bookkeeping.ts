import { EngineError } from '../../engineError.ts';
import type { Session } from '../connection/session.ts';
import { OWN, ROWS } from './ownNames.ts';

/** How things are kept. A file of another format is refused, rather than misread. */
const FORMAT = 2;

/**
 * Makes the tables that the engine keeps beside those of entities. They are in the same file, as what has to be
 * committed together has to be in one.
 */
export async function makeBookkeeping(session: Session): Promise<void> {
  await session.run(statements);
  const [row] = await session.rows(`select format from ${OWN}.about`);
  if (row === undefined) await session.run(`insert into ${OWN}.about values ($1)`, [FORMAT]);
  else if (Number(row['format']) !== FORMAT)
    throw new EngineError(
      'invalid',
      `expected a database in format ${FORMAT}, got one in format ${String(row['format'])}; it was written by another version of rekindle`,
    );
}

const statements = `
create schema if not exists ${OWN};
create schema if not exists ${ROWS};
create sequence if not exists ${OWN}.numbers;
create table if not exists ${OWN}.about (format integer);
create table if not exists ${OWN}.entities (
  entity_id varchar primary key, version bigint, rows_number bigint, columns varchar, oldest bigint,
  is_kept boolean, together bigint, replaced varchar, is_dropped boolean
);
create table if not exists ${OWN}.history (
  sequence bigint, entity_id varchar, mode varchar, version bigint, rows_written bigint, inserted bigint,
  updated bigint, deleted bigint, committed_at bigint, duration_ms double, run_id varchar, pipe_id varchar,
  package_name varchar, package_version varchar, once varchar
);
create table if not exists ${OWN}.notes (scope varchar, key varchar, note varchar, primary key (scope, key));
`;
