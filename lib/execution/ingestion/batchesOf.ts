import type { Ingestion } from '../../definitions/ingestion.ts';
import type { FoundFile } from './foundFile.ts';

/** Puts files together that are written in one transaction, in their order. */
export function batchesOf(
  files: readonly FoundFile[],
  { batchFiles, batchBytes }: Pick<Ingestion, 'batchFiles' | 'batchBytes'>,
): readonly (readonly FoundFile[])[] {
  const batches: FoundFile[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const file of files) {
    const last = batches.at(-1);
    const fits = bytes + file.size <= batchBytes && last !== undefined && last.length < batchFiles;
    if (fits) last.push(file);
    else batches.push([file]);
    bytes = fits ? bytes + file.size : file.size;
  }
  return batches;
}

/** A list in parts of so many. */
export function chunksOf<T>(list: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) =>
    list.slice(i * size, (i + 1) * size),
  );
}
