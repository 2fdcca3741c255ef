import { map, type Observable } from 'rxjs';
import type { Engine } from '../../data/engine.ts';
import type { Note } from '../../data/note.ts';
import type { Ingestion } from '../../definitions/ingestion.ts';
import type { FoundFile, KnownFile } from './foundFile.ts';

/** What is noted of a file that was taken in. */
export interface LedgerEntry {
  readonly checksum: string;
  readonly size: number;
  readonly modifiedAt: number;
  readonly rows: number;
  readonly rejected: number;
  readonly at: number;
  readonly batchId: string;
}

/** The notes of the files of an ingestion, by path. */
export const ledgerScope = ({ id }: Ingestion) => `files:${id}`;

/** The notes of the contents of an ingestion, by checksum; kept where copies are skipped. */
export const contentsScope = ({ id }: Ingestion) => `files:${id}:contents`;

/** What is noted of some paths. */
export function readLedger(
  engine: Engine,
  ingestion: Ingestion,
  paths: readonly string[],
): Observable<ReadonlyMap<string, LedgerEntry>> {
  return engine
    .notes(ledgerScope(ingestion), paths)
    .pipe(
      map((notes) => new Map([...notes].map(([path, note]) => [path, note as unknown as LedgerEntry]))),
    );
}

/** The note of a file. */
export const noteOf = (
  { path, checksum, size, modifiedAt }: KnownFile,
  told: Pick<LedgerEntry, 'rows' | 'rejected' | 'at' | 'batchId'>,
): readonly [string, Note] => [path, { checksum, size, modifiedAt, ...told }];

/** Whether a file is, as far as it can be told without reading it, what was taken in. */
export const isUntouched = ({ size, modifiedAt }: FoundFile, known: LedgerEntry | undefined): boolean =>
  known !== undefined && known.size === size && known.modifiedAt === modifiedAt;
