import type { Frame } from '../../../definitions/frame.ts';
import { EngineError } from '../../engineError.ts';
import { readableKey } from '../../memory/keyOf.ts';
import { knownColumn } from '../../rowCheck.ts';
import type { DuckdbHost } from '../duckdbHost.ts';
import { composed } from '../reading/composed.ts';
import { sourceOf } from '../reading/ownFrame.ts';
import { columnsOfText } from '../reading/queriedColumns.ts';
import { quoted, quotedList } from '../tables/quoted.ts';
import type { Change } from './change.ts';

/**
 * The values of some columns of which everything is replaced, as a table of their own, which whoever asked drops; a
 * row that comes with others is refused.
 */
export async function replacedParts(
  change: Change,
  by: readonly string[],
  parts: Frame,
  host: DuckdbHost,
): Promise<string> {
  const { session, shape } = change;
  const query = await composed(sourceOf(parts, host), host, session);
  const columns = await columnsOfText(session, query, shape.entityId);
  for (const column of by) knownColumn(shape.entityId, column, columns);
  await session.run(
    `create or replace temp table ${quoted(PARTS)} as select distinct ${quotedList(by)} from (${query.text}\n)`,
    query.parameters,
  );
  const table = `temp.main.${quoted(PARTS)}`;
  await refuseStrangers(change, by, table);
  return table;
}

const PARTS = 'rekindle_parts';

async function refuseStrangers(
  { session, shape, incoming, given }: Change,
  by: readonly string[],
  parts: string,
): Promise<void> {
  const same = by
    .map((column) => `${given(column)} is not distinct from p.${quoted(column)}`)
    .join(' and ');
  const values = by.map((column) => `${given(column)} as ${quoted(column)}`).join(', ');
  const [stranger] = await session.rows(
    `select ${values} from ${incoming.from} s anti join ${parts} p on ${same} limit 1`,
  );
  if (!stranger) return;
  const { entityId } = shape;
  const message = `${entityId}: expected rows of the parts that are replaced, got one of ${readableKey(stranger, by)}`;
  throw new EngineError('invalid', message, { entityId });
}
