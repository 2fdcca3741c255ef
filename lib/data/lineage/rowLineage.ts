import type { Entity } from '../../definitions/entity.ts';
import type { PipeLineage } from '../../definitions/pipeLineage.ts';
import type { SqlQuery } from '../../definitions/sqlValue.ts';

/** Names of the columns that lineage is kept in, by layer. */
export type LineageLayers = Readonly<Record<string, string>>;

/** What a row says of who made it. */
export interface LineageStamp {
  readonly pipe_id: string;
  readonly package_name: string;
  readonly package_version: string;
  readonly layer: string;
  readonly at: Date;
}

/** How the rows of a run are marked. */
export interface RunLineage extends PipeLineage {
  /** Which layers there are, and in which columns they keep it. @default bronze, silver, gold; `_bronze_lineage`, … */
  readonly layers?: LineageLayers;
  /** Writes a struct in SQL, for dialects other than `duckdb` and `spark`. @default by the dialect of the engine */
  readonly struct?: (stamp: LineageStamp) => SqlQuery;
}

/** How the rows of one pipe are marked. */
export interface RowLineage {
  readonly pipeId: string;
  /** Whose rows are marked. */
  readonly entityId: string;
  readonly layer: string;
  readonly packageName: string;
  readonly packageVersion: string;
  readonly layers: LineageLayers;
  readonly struct?: RunLineage['struct'];
}

/** The layers of a lakehouse, each with a column of its own. */
export const usualLayers: LineageLayers = Object.freeze({
  bronze: '_bronze_lineage',
  silver: '_silver_lineage',
  gold: '_gold_lineage',
});

/** The layer of an entity, where it is one of those that keep lineage. */
export function lineageLayer({ layer, id }: Entity, layers: LineageLayers): string | undefined {
  const named = layer ?? id.split('.', 1)[0] ?? id;
  return Object.hasOwn(layers, named) ? named : undefined;
}
