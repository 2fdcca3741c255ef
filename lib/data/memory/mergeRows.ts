import type { Row } from '../../definitions/frame.ts';
import { keyOf } from './keyOf.ts';
import { sameRow } from './sameRow.ts';
import type { Applied, TableVersion } from './table.ts';

/** A row of a merge's source: what its key shall be, or that it shall not be. */
export interface Incoming {
  readonly row: Row;
  readonly deletes: boolean;
}

/** Merges rows, told apart by the text of their key, into those of a version. */
export function mergeRows(
  version: TableVersion,
  incoming: ReadonlyMap<string, Incoming>,
  keys: readonly string[],
  ignore: readonly string[] = [],
): Applied {
  const [rows, updated, deleted]: [Row[], Row[], Row[]] = [[], [], []];
  const met = new Set<string>();
  for (let i = 0; i < version.length; i++) {
    const row = version.rows[i] ?? {};
    const key = keyOf(row, keys);
    const source = key === undefined ? undefined : incoming.get(key);
    if (key !== undefined && source) met.add(key);
    if (source?.deletes) deleted.push(row);
    else rows.push(replaced(row, source, updated, ignore));
  }
  const inserted = [...incoming].filter(([key, { deletes }]) => !deletes && !met.has(key));
  const added = inserted.map(([, { row }]) => row);
  for (const row of added) rows.push(row);
  return { rows, changes: { inserted: added, updated, deleted } };
}

function replaced(row: Row, source: Incoming | undefined, updated: Row[], ignore: readonly string[]): Row {
  if (!source || sameRow(row, source.row, ignore)) return row;
  updated.push(source.row);
  return source.row;
}
