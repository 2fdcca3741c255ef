import { nearest } from '../../../codec/nearest.ts';
import type { ColumnBatch } from '../../../definitions/columnBatch.ts';
import type { Columns } from '../../../definitions/entity.ts';
import type { Row } from '../../../definitions/frame.ts';
import { received } from '../../../definitions/received.ts';
import { EngineError } from '../../engineError.ts';
import { asRow, knownColumn, type RowCheck } from '../../rowCheck.ts';
import { rowBuilder } from './rowBuilder.ts';

/** How rows are taken, with all that was left open decided. */
export interface StageSettings {
  readonly entityId: string;
  readonly columns: Columns;
  readonly names: readonly string[];
  readonly missing: 'refuse' | 'null';
  readonly extra: 'refuse' | 'ignore';
  readonly check: RowCheck | undefined;
}

/** The columns of some rows; `from` is where they begin in the columns. */
export interface StagedSlice {
  readonly columns: readonly ArrayLike<unknown>[];
  readonly from: number;
  readonly count: number;
  /** What is wrong with the row behind the last, which is thrown once these have been found right. */
  readonly refusal?: unknown;
}

/** Which rows of a batch, and how many rows there were before it. */
export interface SliceBounds {
  readonly from: number;
  readonly most: number;
  readonly before: number;
}

/** Takes rows out of a batch, and the values of each column out of the rows; `before` is how many there were. */
export function rowSlice(
  batch: unknown,
  { from, most, before }: SliceBounds,
  settings: StageSettings,
): StagedSlice {
  const { entityId, names } = settings;
  if (!Array.isArray(batch)) {
    const message = `${entityId}: expected a batch, that is an array of rows or columns, got ${received(batch)}`;
    throw new EngineError('schema_mismatch', message, { entityId });
  }
  const count = Math.min(most, batch.length - from);
  const columns = names.map(() => new Array<unknown>(count));
  for (let i = 0; i < count; i++) {
    try {
      const row = asRow(entityId, batch[from + i], before + i + 1);
      const absent = spread(row, columns, i, names);
      checkRow(row, before + i + 1, absent, settings);
    } catch (refusal) {
      return { columns, from: 0, count: i, refusal };
    }
  }
  return { columns, from: 0, count };
}

/** Gives how many columns the row does not have. */
function spread(row: Row, columns: readonly unknown[][], index: number, names: readonly string[]): number {
  let absent = 0;
  for (let k = 0; k < columns.length; k++) {
    const value = row[names[k] as string];
    if (value === undefined) absent++;
    (columns[k] as unknown[])[index] = value;
  }
  return absent;
}

/** Fields are only counted: with as many as there are columns that it has, there is none besides. */
function checkRow(row: Row, number: number, absent: number, settings: StageSettings): void {
  const { names, missing, extra, check } = settings;
  if (extra === 'refuse' && fieldsOf(row) > names.length - absent) refuseStrangers(row, number, settings);
  if (absent > 0 && missing === 'refuse') refuseMissing(row, number, settings);
  check?.(row, number);
}

function fieldsOf(row: Row): number {
  let count = 0;
  for (const _ in row) count++;
  return count;
}

/** Takes rows out of a batch of columns, which stay where they are. */
export function columnSlice(
  batch: ColumnBatch,
  { from, most, before }: SliceBounds,
  settings: StageSettings,
): StagedSlice {
  const { names, missing, check } = settings;
  const columns = knownColumns(batch, before, settings);
  const slice = { columns, from, count: Math.min(most, batch.rowCount - from) };
  const whole = missing === 'refuse' ? withoutGaps(slice, before, settings) : slice;
  return check ? checked(whole, before, check, names) : whole;
}

function knownColumns(
  { columns, rowCount }: ColumnBatch,
  before: number,
  settings: StageSettings,
): readonly ArrayLike<unknown>[] {
  const { entityId, names, missing, extra } = settings;
  if (extra === 'refuse') for (const name in columns) knownColumn(entityId, name, settings.columns);
  return names.map((name) => {
    const column = columns[name];
    if (column === undefined && missing === 'refuse')
      throw stageMismatch(before + 1, name, NOTHING, 'nothing', settings);
    if (column === undefined || column.length === rowCount) return column ?? { length: rowCount };
    const message = `${entityId}: ${name}: expected ${rowCount} values, got ${column.length}`;
    throw new EngineError('schema_mismatch', message, { entityId });
  });
}

/** A column of numbers has no gaps; in an array, `undefined` is one. */
function withoutGaps(slice: StagedSlice, before: number, settings: StageSettings): StagedSlice {
  let { count } = slice;
  let at: string | undefined;
  slice.columns.forEach((column, k) => {
    if (!Array.isArray(column)) return;
    const gap = column.indexOf(undefined, slice.from);
    if (gap >= 0 && gap - slice.from < count) [count, at] = [gap - slice.from, settings.names[k]];
  });
  if (at === undefined) return slice;
  return { ...slice, count, refusal: stageMismatch(before + count + 1, at, NOTHING, 'nothing', settings) };
}

function checked(
  slice: StagedSlice,
  before: number,
  check: RowCheck,
  names: readonly string[],
): StagedSlice {
  const { columns, from, count } = slice;
  const own = columns.map((column) => Array.from({ length: count }, (_, i) => column[from + i]));
  const rows = rowBuilder(names)(own, count);
  for (const [i, row] of rows.entries())
    try {
      check(row, before + i + 1);
    } catch (refusal) {
      return { ...slice, count: i, refusal };
    }
  return slice;
}

const NOTHING = 'a value or null';

function refuseStrangers(row: Row, number: number, { entityId, columns, names }: StageSettings): void {
  const stranger = Object.keys(row).find(
    (name) => !Object.hasOwn(columns, name) && row[name] !== undefined,
  );
  if (stranger === undefined) return;
  const found = nearest(stranger, names);
  const meant = found === undefined ? '' : `; did you mean ${found}?`;
  const message = `expected one of the columns ${names.join(', ')}, got ${stranger}${meant}`;
  throw new EngineError('schema_mismatch', `${entityId}: row ${number}: ${message}`, { entityId });
}

function refuseMissing(row: Row, number: number, settings: StageSettings): void {
  const name = settings.names.find((column) => row[column] === undefined);
  if (name !== undefined) throw stageMismatch(number, name, NOTHING, 'nothing', settings);
}

/** A refusal of one value; `number` counts the rows of the source from 1. */
export function stageMismatch(
  number: number,
  name: string,
  expected: string,
  came: string,
  { entityId }: Pick<StageSettings, 'entityId'>,
): EngineError {
  const message = `${entityId}: row ${number}: ${name}: expected ${expected}, got ${came}`;
  return new EngineError('schema_mismatch', message, { entityId });
}
