import type { Codec } from '../codec/codec.ts';
import { DefinitionError } from './definitionError.ts';
import { type EntityFiles, keptFiles } from './entityFiles.ts';
import { entityProblems } from './entityProblems.ts';
import type { Check } from './expects.ts';
import { type ColumnOf, type Columns, isCodec, type RowOfSchema, type Schema } from './schema.ts';

export type { Columns } from './schema.ts';

/** A table, as its pipes and engines see it. */
export interface Entity<Id extends string = string, Row = unknown> {
  readonly kind: 'entity';
  readonly id: Id;
  /** For people. */
  readonly name: string;
  /** What its rows are checked by, or which columns it has; nothing where that is left to the engine. */
  readonly schema: Codec<Row> | Columns | undefined;
  /** Columns by which rows are merged. */
  readonly keys: readonly string[];
  readonly partitions: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  /** Layer of the lakehouse; by default what stands before the first dot of the id. */
  readonly layer: string | undefined;
  /** Keeps every state of a key, with the time that it was in it; nothing where only the last one counts. */
  readonly scd2?: Scd2 | undefined;
  /** What is done about columns that do not fit the table. @default 'fail' */
  readonly drift?: Drift | undefined;
  /** Files that its rows are in; then nobody writes to it. Nothing where they live in the engine. */
  readonly files?: EntityFiles | undefined;
  /** Whether its rows carry who made them; nothing where that is left to the run. */
  readonly lineage?: boolean | undefined;
  /** What is expected of its rows once they are written. */
  readonly checks?: readonly Check[] | undefined;
  /** Milliseconds after its last write from which it is stale; nothing where it never is. */
  readonly maxAge?: number | undefined;
}

/**
 * What is done about columns that do not fit a table. `fail`: rows are refused. `warn`: what fits is written,
 * unknown columns are left out and missing ones left empty, the table stays as it is, and it is told.
 * `evolve`: the table gets the new columns, and wider types where nothing is lost by it; columns that are
 * missing are left empty. No column is ever taken away. A codec still decides what its columns may hold.
 */
export type Drift = 'fail' | 'warn' | 'evolve';

/** How every state of a key is kept: as rows with the time from which, and until which, they held. */
export interface Scd2 {
  /** Column that tells since when a row holds: a time, or a number that rises. */
  readonly sequence: string;
  /** Column that the table has in addition: since when. */
  readonly validFrom: string;
  /** Column that the table has in addition: until when, exclusively; empty for what holds. */
  readonly validTo: string;
  /** Column that the table has in addition: whether it holds. */
  readonly isCurrent: string;
}

/** The rows of an entity. */
export type RowOf<E> = E extends Entity<string, infer Row> ? Row : never;

/** What an entity is declared with, besides its id. */
export interface EntityOptions<S extends Schema | undefined = Schema | undefined> {
  /** For people. @default the id */
  readonly name?: string;
  /** A codec that rows are checked by, or the columns with their types. @default left to the engine */
  readonly schema?: S;
  /** Columns by which rows are merged. @default [] */
  readonly keys?: readonly ColumnOf<S>[];
  /** Columns by which the table is divided. @default [] */
  readonly partitions?: readonly ColumnOf<S>[];
  /** @default {} */
  readonly tags?: Readonly<Record<string, string>>;
  /** Layer of the lakehouse. @default what stands before the first dot of the id */
  readonly layer?: string;
  /**
   * Keeps every state of a key: the column that tells since when a row holds, and what the columns are called
   * that say so in the table. @default only the last state is kept; `valid_from`, `valid_to`, `is_current`
   */
  readonly scd2?: Pick<Scd2, 'sequence'> & Partial<Scd2>;
  /** What is done about columns that do not fit the table. @default 'fail' */
  readonly drift?: Drift;
  /** Files that its rows are in, which are read and never written. @default they live in the engine */
  readonly files?: EntityFiles;
  /** Whether its rows carry who made them; a pipe may say otherwise. @default left to the run */
  readonly lineage?: boolean;
  /** What is expected of its rows; looked at each time that a run has written it. @default [] */
  readonly checks?: readonly Check[];
  /** Milliseconds after its last write from which it is stale. @default never */
  readonly maxAge?: number;
}

/**
 * Declares a table. Keys and partitions are columns of its schema; everything that is wrong with the
 * declaration is told at once, by a `DefinitionError`.
 */
export function entity<const Id extends string, S extends Schema | undefined = undefined>(
  id: Id,
  options: EntityOptions<S> = {},
): Entity<Id, RowOfSchema<S>> {
  const problems = entityProblems(id, options);
  if (problems.length > 0) throw new DefinitionError(`entity "${String(id)}"`, problems);
  const { name = id, schema, keys = [], partitions = [], tags = {}, layer = layerOf(id) } = options;
  const { scd2, drift, files, lineage, checks, maxAge } = options;
  return Object.freeze({
    kind: 'entity',
    id,
    name,
    // The conditional type of the row is not resolved in here.
    schema: kept(schema) as Entity<Id, RowOfSchema<S>>['schema'],
    keys: Object.freeze([...keys]),
    partitions: Object.freeze([...partitions]),
    tags: Object.freeze({ ...tags }),
    layer,
    scd2: scd2 && Object.freeze({ ...scd2Names, ...scd2 }),
    drift,
    files: files && keptFiles(files),
    lineage,
    checks: checks && Object.freeze([...checks]),
    maxAge,
  });
}

const scd2Names = { validFrom: 'valid_from', validTo: 'valid_to', isCurrent: 'is_current' } as const;

const kept = (schema: Schema | undefined) =>
  schema === undefined || isCodec(schema) ? schema : Object.freeze({ ...schema });

function layerOf(id: string): string | undefined {
  const dot = id.indexOf('.');
  return dot < 0 ? undefined : id.slice(0, dot);
}
