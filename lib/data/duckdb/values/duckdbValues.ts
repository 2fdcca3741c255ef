import type { DuckDBDataChunk, DuckDBType } from '@duckdb/node-api';
import { type ColumnBatch, type ColumnValues, columnBatch } from '../../../definitions/columnBatch.ts';
import type { Row } from '../../../definitions/frame.ts';
import { columnReader } from './columnReader.ts';
import { rowBuilder } from './rowBuilder.ts';
import type { ValueOptions } from './valueOptions.ts';

/** What tells the columns of a result; `DuckDBResult` does. */
export interface ResultColumns {
  deduplicatedColumnNames(): string[];
  columnTypes(): DuckDBType[];
}

/** Turns the chunks of one result into values of JavaScript. */
export interface DuckdbValues {
  readonly names: readonly string[];
  /** The rows of a chunk, as objects that belong to who receives them. */
  rowsOfChunk(chunk: DuckDBDataChunk): Row[];
  /** The columns of a chunk; those of numbers that are all there are typed arrays. */
  columnsOfChunk(chunk: DuckDBDataChunk): ColumnBatch;
}

/**
 * Chooses for each column of a result how its values are read, so that nothing has to be chosen for
 * each value. What becomes of which type is told by `ValueOptions`. Of columns with the same name, the
 * second and later ones get a number behind a colon.
 */
export function duckdbValues(result: ResultColumns, options: ValueOptions = {}): DuckdbValues {
  const names = result.deduplicatedColumnNames();
  const readers = result.columnTypes().map((type) => columnReader(type, options));
  const build = rowBuilder(names);
  const read = (chunk: DuckDBDataChunk) => readers.map((reader, i) => reader(chunk.getColumnVector(i)));
  return {
    names,
    rowsOfChunk: (chunk) => build(read(chunk), chunk.rowCount),
    columnsOfChunk: (chunk) => {
      const columns = read(chunk);
      const named = names.map((name, i) => [name, (columns[i] ?? []) as ColumnValues]);
      return columnBatch(Object.fromEntries(named), chunk.rowCount);
    },
  };
}
