import type { StoredFile } from '../../data/storage/fileStorage.ts';

/** A file that an ingestion means. */
export interface FoundFile extends StoredFile {
  /** The path beneath the folder of the ingestion. */
  readonly within: string;
  /** What the groups of the pattern hold. */
  readonly groups: Readonly<Record<string, string>>;
}

/** A file of which the content is known. */
export interface KnownFile extends FoundFile {
  readonly checksum: string;
}

/** The last part of a path. */
export const filename = (path: string) => path.slice(path.lastIndexOf('/') + 1);

/** A file was not the same after it was read; it is taken in when it is. */
export class FileChangingError extends Error {
  override readonly name = 'FileChangingError';

  constructor(readonly path: string) {
    super(`expected ${path} to be the same after it was read, got another, or none`);
  }
}
