import type { Observable } from 'rxjs';

/** A file, as its storage tells of it. */
export interface StoredFile {
  /** From the root of the storage, with `/` between names. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** When its content was last changed, in milliseconds. */
  readonly modifiedAt: number;
  /** What differs when the content does, where the storage knows it without reading. @default it is worked out */
  readonly checksum?: string;
}

/** A part of a file. */
export interface ByteRange {
  /** The first byte, counted from 0. */
  readonly from: number;
  /** The most bytes. */
  readonly bytes: number;
}

/**
 * Where files lie. Five functions are all that taking files in needs; whoever writes them runs the cases of
 * `storageSuite` against them. Paths begin at the root of the storage, and one that leaves it is refused.
 *
 * Everything is cold: a call does nothing, subscribing does it, and subscribing twice does it twice. Everything
 * errors with a `StorageError`. A file is there as a whole or not at all, whenever somebody looks.
 */
export interface FileStorage {
  /** For people and messages. */
  readonly name: string;

  /**
   * The files in a folder and in the folders within, in no promised order; of a path that is a file, that file; of
   * one that is not there, nothing. However many files there are, they need not be in memory at once.
   */
  list(path: string): Observable<StoredFile>;

  /** A part of a file; one emission, which is shorter than asked for only where the file ends. */
  read(path: string, range: ByteRange): Observable<Uint8Array>;

  /** Puts a file in place of what was there, and makes the folders that it needs; completes without a value. */
  write(path: string, content: Uint8Array): Observable<never>;

  /** Moves a file in place of what was there, and makes the folders that it needs; completes without a value. */
  move(from: string, to: string): Observable<never>;

  /** Removes a file, if it is there; completes without a value. */
  delete(path: string): Observable<never>;

  /** Emits when something beneath a path may have changed, so that polling can be rare. @default nobody says so */
  changes?(path: string): Observable<unknown>;

  /** What engines that read files by themselves call a file: an absolute path, an address. @default they cannot */
  locate?(path: string): string;
}
