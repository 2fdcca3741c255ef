import type { Engine } from '../../../../lib/data/engine.ts';
import type { Entity } from '../../../../lib/definitions/entity.ts';
import type { Ingestion } from '../../../../lib/definitions/ingestion.ts';
import { ingest } from '../../../../lib/execution/ingestion/ingest.ts';
import type { IngestOptions } from '../../../../lib/execution/ingestion/ingestOptions.ts';
import type { IngestResult } from '../../../../lib/execution/ingestion/ingestResult.ts';
import { toIngestResult } from '../../../../lib/execution/ingestion/toIngestResult.ts';
import { now } from '../../../data/support/now.ts';

/** The result of an ingestion that ends at once. */
export function taken(ingestions: readonly Ingestion[], options: IngestOptions): IngestResult {
  const [result] = now(ingest(ingestions, options).pipe(toIngestResult()));
  if (!result) throw new Error('expected a result, got none');
  return result;
}

/** All rows of an entity. */
export const rowsIn = (engine: Engine, of: Entity) => now(engine.read(of).rows()).flat();

/** The ids of all rows, sorted. */
export const idsIn = (engine: Engine, of: Entity) =>
  rowsIn(engine, of)
    .map((row) => String(row['id']))
    .sort();

/** A file with a row for each id. */
export const csv = (...ids: readonly string[]) => `id,amount\n${ids.map((id) => `${id},1.5\n`).join('')}`;
