import type { Codec } from '../codec/codec.ts';

/** Names and types of columns, in order. */
export type Columns = Readonly<Record<string, string>>;

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
}
