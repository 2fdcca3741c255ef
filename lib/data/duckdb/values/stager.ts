import { type DuckDBAppender, DuckDBDataChunk, type DuckDBType } from '@duckdb/node-api';
import { type ColumnBatch, isColumnBatch } from '../../../definitions/columnBatch.ts';
import type { Columns, Entity } from '../../../definitions/entity.ts';
import { received } from '../../../definitions/received.ts';
import { isCodec } from '../../../definitions/schema.ts';
import { EngineError } from '../../engineError.ts';
import { type RowCheck, rowCheck } from '../../rowCheck.ts';
import { type ColumnWriter, columnWriter } from './columnWriter.ts';
import { Misfit, type ValueWriter } from './misfit.ts';
import {
  columnSlice,
  rowSlice,
  type StagedSlice,
  type StageSettings,
  stageMismatch,
} from './stagedSlice.ts';
import { valueWriter } from './valueWriter.ts';

/** Rows as objects, or by their columns. */
export type StagedBatch = readonly object[] | ColumnBatch;

/** How rows are taken. */
export interface StagerOptions {
  /** Whose rows they are, for messages, and whose codec checks them. */
  readonly entity: Pick<Entity, 'id' | 'schema'>;
  /** The columns of the table, in its order. */
  readonly columns: Columns;
  /** A column that a row does not have. @default 'null' where a codec decides, else 'refuse' */
  readonly missing?: 'refuse' | 'null';
  /** A column of a row that the table does not have. @default 'refuse' */
  readonly extra?: 'refuse' | 'ignore';
  /** Refuses a row for a reason of its own. @default the codec of the entity, where it has one */
  readonly check?: RowCheck | undefined;
  /** How many rows were taken before, as they are counted on. @default 0 */
  readonly taken?: number;
}

/** Puts rows into a table. */
export interface Stager {
  /** How many rows were taken so far. */
  readonly rows: number;
  /** Takes rows of a batch, from one on, at most so many; gives how many it took. */
  take(batch: StagedBatch, from: number, most: number): number;
  /** Hands over to the table what was taken. It takes as long as there is to hand over. */
  flush(): void;
}

/**
 * What takes rows for an appender: chunks of 2,048 rows at a time, a column after the other. A value that
 * does not fit its column is refused (`schema_mismatch`) with the number of its row, counted from 1; of several
 * the one in the first row. Then nothing more may be taken.
 */
export function stager(appender: DuckDBAppender, options: StagerOptions): Stager {
  const { entity, columns, extra = 'refuse' } = options;
  const names = Object.keys(columns);
  const { missing = isCodec(entity.schema) ? 'null' : 'refuse' } = options;
  const { check = isCodec(entity.schema) ? rowCheck(entity as Entity, undefined) : undefined } = options;
  const settings: StageSettings = { entityId: entity.id, columns, names, missing, extra, check };
  const types = names.map((_, i) => appender.columnType(i));
  const chunks = chunkMaker(types, settings);
  let rows = options.taken ?? 0;
  return {
    get rows() {
      return rows;
    },
    take(batch, from, most) {
      const bounds = { from, most: Math.min(most, CHUNK), before: rows };
      const slice = (isColumnBatch(batch) ? columnSlice : rowSlice)(batch as never, bounds, settings);
      if (slice.count > 0) appender.appendDataChunk(chunks(slice, rows));
      if ('refusal' in slice) throw slice.refusal;
      rows += slice.count;
      return slice.count;
    },
    flush: () => appender.flushSync(),
  };
}

/** As many rows as a chunk holds. */
const CHUNK = 2_048;

function chunkMaker(types: readonly DuckDBType[], settings: StageSettings) {
  const writers = types.map(
    (type, i) => columnWriter(type) ?? unwritable(type, settings.names[i], settings),
  );
  return ({ columns, from, count }: StagedSlice, before: number): DuckDBDataChunk => {
    const chunk = DuckDBDataChunk.create(types, count);
    const fits = columns.every((column, k) =>
      (writers[k] as ColumnWriter)(chunk.getColumnVector(k), column, from),
    );
    if (!fits) refuseFirst({ columns, from, count }, before, types, settings);
    return chunk;
  };
}

function unwritable(type: DuckDBType, name: string | undefined, { entityId }: StageSettings): never {
  const message = `${entityId}: ${name}: expected a type that can be written from JavaScript, got ${type}`;
  throw new EngineError('unsupported', message, { entityId });
}

/** The columns are written one after the other, but it is the first row that is told. */
function refuseFirst(
  slice: StagedSlice,
  before: number,
  types: readonly DuckDBType[],
  settings: StageSettings,
): never {
  const writers = types.map((type) => valueWriter(type) as ValueWriter);
  for (let i = 0; i < slice.count; i++)
    for (let k = 0; k < types.length; k++) {
      const value = slice.columns[k]?.[slice.from + i] ?? null;
      const expected = value === null ? undefined : expectedInstead(writers[k] as ValueWriter, value);
      if (expected === undefined) continue;
      const [name = ''] = settings.names.slice(k, k + 1);
      throw stageMismatch(
        before + i + 1,
        name,
        `${expected} (${typeName(types[k])})`,
        received(value),
        settings,
      );
    }
  throw new EngineError('internal', `${settings.entityId}: expected a value that does not fit, got none`);
}

function typeName(type: DuckDBType | undefined): string {
  const text = type?.alias ?? String(type);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function expectedInstead(write: ValueWriter, value: unknown): string | undefined {
  try {
    write(value);
    return undefined;
  } catch (error) {
    if (error instanceof Misfit) return error.expected;
    throw error;
  }
}
