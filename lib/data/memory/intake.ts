import type { Entity } from '../../definitions/entity.ts';
import type { Row } from '../../definitions/frame.ts';
import { columnsIn, predicateOf } from '../conditions.ts';
import { EngineError } from '../engineError.ts';
import { asRow, knownColumn, type RowCheck, rowCheck } from '../rowCheck.ts';
import type { MergeMode, WriteMode } from '../writeMode.ts';
import { copyRow } from './copyRow.ts';
import { keyOf, readableKey } from './keyOf.ts';
import { type Incoming, mergeRows } from './mergeRows.ts';
import { type Changes, extended, type Table } from './table.ts';

/** Takes the rows of one write, and says what becomes of a table by them. */
export interface Intake {
  /** Takes a row after it was checked; the row that is kept is a copy. */
  readonly take: (row: Row, number: number) => void;
  readonly apply: (table: Table) => { readonly rows: Row[]; readonly changes: Changes };
}

/** What takes the rows of a write in a mode, to a table with these columns. */
export function intake(entity: Entity, table: Table, mode: WriteMode): Intake {
  const check = rowCheck(entity, table.columns);
  if (mode.mode === 'merge') {
    checkMerge(entity, table, mode);
    return merging(entity, check, mode);
  }
  if (mode.mode === 'replace' || mode.mode === 'scd2')
    throw new EngineError('unsupported', `${entity.id}: expected another mode than ${mode.mode}`);
  const taken: Row[] = [];
  const take = (row: Row, number: number) => {
    check(row, number);
    taken.push(copyRow(row));
  };
  return { take, apply: mode.mode === 'append' ? appending(taken) : overwriting(taken) };
}

const none: readonly Row[] = [];

function appending(taken: readonly Row[]): Intake['apply'] {
  const changes = { inserted: taken, updated: none, deleted: none };
  return ({ current }) => ({ rows: extended(current, taken), changes });
}

/** The table gets an array of its own, which later appends make longer. */
function overwriting(taken: readonly Row[]): Intake['apply'] {
  return ({ current: { rows, length } }) => {
    const changes = { inserted: taken, updated: none, deleted: rows.slice(0, length) };
    return { rows: [...taken], changes };
  };
}

/** A condition on a column that nobody has would never delete, and nobody would know. */
function checkMerge({ id: entityId, keys }: Entity, { columns }: Table, mode: MergeMode): void {
  if (keys.length === 0)
    throw new EngineError('invalid', `${entityId}: expected keys to merge by, got none`, { entityId });
  const { deleteWhen, markers = [] } = mode;
  const looked = columns && deleteWhen ? columnsIn(deleteWhen) : [];
  for (const column of looked)
    if (columns && !markers.includes(column)) knownColumn(entityId, column, columns);
}

function merging(entity: Entity, check: RowCheck, { deleteWhen, markers = [], ignore }: MergeMode): Intake {
  const { keys } = entity;
  const isDeletion = deleteWhen ? predicateOf(deleteWhen) : () => false;
  const incoming = new Map<string, Incoming>();
  const take = (given: Row, number: number) => {
    const deletes = isDeletion(given);
    const row = copyRow(given) as Record<string, unknown>;
    for (const marker of markers) delete row[marker];
    if (!deletes) check(row, number);
    const key = keyFor(row, number, entity);
    if (incoming.has(key)) throw duplicate(row, number, entity);
    incoming.set(key, { row, deletes });
  };
  return { take, apply: ({ current }) => mergeRows(current, incoming, keys, ignore) };
}

function keyFor(row: Row, number: number, { id: entityId, keys }: Entity): string {
  const key = keyOf(row, keys);
  if (key !== undefined) return key;
  const empty = keys.find((column) => (row[column] ?? null) === null);
  const message = `${entityId}: row ${number}: expected a value in the key ${empty}, got none`;
  throw new EngineError('null_key', message, { entityId });
}

function duplicate(row: Row, number: number, { id: entityId, keys }: Entity): EngineError {
  const message = `expected each key once, got ${readableKey(row, keys)} again`;
  return new EngineError('duplicate_key', `${entityId}: row ${number}: ${message}`, { entityId });
}

/** The rows of a batch, or what is wrong with it; `from` is the number of its first row. */
export function rowsIn(entityId: string, batch: unknown, from: number): readonly Row[] {
  if (Array.isArray(batch)) return batch.map((row, i) => asRow(entityId, row, from + i));
  const message = `${entityId}: expected a batch, that is an array of rows, got ${typeof batch}`;
  throw new EngineError('schema_mismatch', message, { entityId });
}
