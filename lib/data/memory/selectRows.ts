import type { Row } from '../../definitions/frame.ts';
import { columnsIn, predicateOf } from '../conditions.ts';
import { EngineError } from '../engineError.ts';
import { knownColumn } from '../rowCheck.ts';
import type { ChangeKind, Condition, Slice } from '../slice.ts';
import type { Table, TableVersion } from './table.ts';

/** Rows that a slice of a table stands for; a part of an array, so that taking all of them copies nothing. */
export interface Selected {
  readonly rows: readonly Row[];
  readonly length: number;
}

/** Finds the rows of a slice. They are the table's own: who gives them away copies them. */
export function selectRows(entityId: string, table: Table, slice: Slice): Selected {
  if (slice.kind === 'changes') return changed(entityId, table, slice);
  const { where, version = table.current.version, since } = slice;
  const kept = keptVersion(entityId, table, version);
  const some = since === undefined ? kept : bornAfter(entityId, table, kept, since);
  return where ? holding(entityId, table, some, where) : some;
}

/** Rows are never changed, only put in place of others, so each came by the version that tells of it. */
function bornAfter(
  entityId: string,
  table: Table,
  { rows, length }: TableVersion,
  since: number,
): Selected {
  const { versions, current, born } = table;
  if (since > current.version) keptVersion(entityId, table, since);
  const births = new Map<Row, number>();
  for (const { version, changes } of versions)
    for (const come of [changes.inserted, changes.updated])
      for (const row of come) births.set(row, version);
  const found = rows.filter((row, i) => i < length && (births.get(row) ?? born.get(row) ?? 0) > since);
  return { rows: found, length: found.length };
}

function holding(entityId: string, table: Table, { rows, length }: Selected, where: Condition): Selected {
  if (table.columns) for (const column of columnsIn(where)) knownColumn(entityId, column, table.columns);
  const holds = predicateOf(where);
  const found = rows.filter((row, i) => i < length && holds(row));
  return { rows: found, length: found.length };
}

type ChangesSlice = Extract<Slice, { kind: 'changes' }>;

function changed(entityId: string, table: Table, slice: ChangesSlice): Selected {
  const { after, upTo = table.current.version, offset = 0, limit = Number.POSITIVE_INFINITY } = slice;
  keptVersion(entityId, table, after);
  keptVersion(entityId, table, upTo);
  const versions = table.versions.filter(({ version }) => version > after && version <= upTo);
  const rows = versions.flatMap(changesOf).slice(offset, offset + limit);
  return { rows, length: rows.length };
}

function changesOf({ version, changes }: TableVersion): Row[] {
  const told = (kind: ChangeKind, rows: readonly Row[]) =>
    rows.map((row) => ({ ...row, _change: kind, _version: version }));
  return [
    ...told('delete', changes.deleted),
    ...told('update', changes.updated),
    ...told('insert', changes.inserted),
  ];
}

function keptVersion(entityId: string, { versions, current }: Table, wanted: number): TableVersion {
  const found = versions.find(({ version }) => version === wanted);
  if (found) return found;
  const oldest = versions[0]?.version ?? current.version;
  const message = `${entityId}: expected a version from ${oldest} to ${current.version}, got ${wanted}`;
  throw new EngineError('version_not_found', message, { entityId });
}
