import type { RowLineage } from '../../data/lineage/rowLineage.ts';
import { writerLineage } from '../../data/lineage/writerLineage.ts';
import type { Ingestion } from '../../definitions/ingestion.ts';
import type { Problem } from '../../definitions/problem.ts';
import type { IngestOptions } from './ingestOptions.ts';

/** How the rows of an ingestion are marked: under its id, as its entity says, else as the options do. */
export function ingestionLineage(
  ingestion: Ingestion,
  options: Pick<IngestOptions, 'lineage'>,
): RowLineage | undefined {
  const made = settled(ingestion, options);
  return made && 'layer' in made ? made : undefined;
}

/** What keeps the rows of an ingestion from being marked, although that was asked for. */
export function ingestionLineageProblems(
  ingestion: Ingestion,
  options: Pick<IngestOptions, 'lineage'>,
): readonly Problem[] {
  const made = settled(ingestion, options);
  return made && 'message' in made ? [made] : [];
}

const settled = ({ id, to: output }: Ingestion, { lineage }: Pick<IngestOptions, 'lineage'>) =>
  writerLineage({ id, output }, lineage);
