import { defaultIfEmpty, lastValueFrom } from 'rxjs';
import { BadFileError } from '../../files/badFileError.ts';
import type { FilesRequest, FileToRead } from '../../files/fileReader.ts';
import { fileRecords } from '../../files/fileRecords.ts';
import { wantedColumns } from '../../files/wantedColumns.ts';
import { locatedFiles } from './locatedFiles.ts';

/** The columns that CSV files name and nobody asked for. What is wrong with a file is told by who reads its rows. */
export async function keptColumns(
  files: readonly FileToRead[],
  request: FilesRequest,
): Promise<readonly string[]> {
  if (request.format.kind !== 'csv' || request.format.header === false) return [];
  const storage = locatedFiles(files);
  const kept = new Set<string>();
  for (const file of files) {
    const wanted = wantedColumns(request, file);
    for (const name of await namesIn(file)) if (name !== '' && !wanted.includes(name)) kept.add(name);
  }
  return [...kept];

  async function namesIn(file: FileToRead): Promise<readonly string[]> {
    try {
      const piece$ = fileRecords(storage, file, request.format);
      const piece = await lastValueFrom(piece$.pipe(defaultIfEmpty({ records: [], isLast: true })));
      const fields = (piece.records[0]?.value ?? []) as readonly (string | null)[];
      return fields.map((field) => (field ?? '').trim());
    } catch (error) {
      if (error instanceof BadFileError) return [];
      throw error;
    }
  }
}
