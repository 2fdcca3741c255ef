import type { DuckDBDataChunk, DuckDBResult } from '@duckdb/node-api';
import type { ComposedSql } from '../../definitions/compose.ts';
import { composed, entitiesOf, type VersionOf } from './composed.ts';
import type { DuckdbHost, Transaction } from './duckdbHost.ts';
import { type DuckdbValues, duckdbValues } from './duckdbValues.ts';
import type { FrameSource } from './ownFrame.ts';
import type { Session } from './session.ts';
import { existingShape } from './shape.ts';

/** Some rows as the database hands them over, and how they are made out. */
export interface Chunk {
  readonly chunk: DuckDBDataChunk;
  readonly values: DuckdbValues;
}

/** Rows that are being read. */
export interface Reading {
  /** The next rows; nothing at the end. */
  readonly next: () => Promise<Chunk | undefined>;
  readonly close: () => void;
}

/**
 * Begins to read what a frame stands for. Inside of a transaction, what it has not written to is read by another
 * connection at the version that the transaction sees, so that several frames can be read side by side; what it
 * has written to is read through it, as a whole.
 */
export async function reading(
  source: FrameSource,
  host: DuckdbHost,
  isLeft: () => boolean,
): Promise<Reading> {
  const { transaction } = host;
  transaction?.assertOpen();
  if (!transaction) return await apart(source, host, isLeft);
  const touches = entitiesOf(source, host).some((id) => transaction.touched.has(id));
  if (touches) return await through(source, host, transaction);
  return await apart(source, host, isLeft, (id) =>
    transaction.turn(async (session) => (await existingShape(session, id)).version),
  );
}

async function apart(
  source: FrameSource,
  host: DuckdbHost,
  isLeft: () => boolean,
  versionOf?: VersionOf,
): Promise<Reading> {
  const { connections, pins } = await host.database();
  const session = await connections.take();
  let isDone = false;
  const close = () => {
    if (isDone) return;
    isDone = true;
    session.interrupt();
    ended(session).then(
      () => connections.give(session),
      () => connections.give(session, { isSound: false }),
    );
  };
  try {
    const pinned = pin(source, host, session, versionOf);
    pins.add(pinned);
    const { text, parameters } = await pinned;
    if (isLeft()) throw new Error('left before it began');
    const result = await session.stream(text, parameters);
    return { next: chunks(result, () => session.fetch(result), host), close };
  } catch (error) {
    close();
    throw error;
  }
}

/** From the first statement on, the session sees the tables as they are then. */
async function pin(
  source: FrameSource,
  host: DuckdbHost,
  session: Session,
  versionOf?: VersionOf,
): Promise<ComposedSql> {
  await session.run('begin transaction read only');
  return await composed(source, host, session, versionOf);
}

const ended = (session: Session) => session.run('rollback');

async function through(source: FrameSource, host: DuckdbHost, { turn }: Transaction): Promise<Reading> {
  const result = await turn(async (session) => {
    const { text, parameters } = await composed(source, host, session);
    return await session.run(text, parameters);
  });
  return { next: chunks(result, () => result.fetchChunk(), host), close: () => {} };
}

function chunks(
  result: DuckDBResult,
  fetch: DuckDBResult['fetchChunk'],
  host: DuckdbHost,
): Reading['next'] {
  const values = duckdbValues(result, host.values);
  return async () => {
    const chunk = await fetch();
    return chunk === null || chunk.rowCount === 0 ? undefined : { chunk, values };
  };
}
