import type { Observable } from 'rxjs';
import type { Drift, Entity } from '../../definitions/entity.ts';
import type { FileFormat, FileKind } from '../../definitions/fileFormat.ts';
import type { Frame, Row } from '../../definitions/frame.ts';
import type { Columns, Schema } from '../../definitions/schema.ts';
import type { FileMark } from '../watermarks/cursor.ts';

/** A file whose rows are wanted. */
export interface FileToRead {
  readonly path: string;
  /** What the storage says that engines call it (`FileStorage.locate`). */
  readonly location: string | undefined;
  /** In bytes. @default it is not known */
  readonly size?: number;
  /** All of its bytes, where they are at hand, so that they need not be read. @default they are not */
  readonly content?: Uint8Array | undefined;
  /** Columns that all of its rows have besides those in it, as they are to be written. */
  readonly values: Row;
}

/** Which rows are wanted, and what is made of those that do not fit. */
export interface FilesRequest {
  /** In the order in which their rows are wanted. */
  readonly files: readonly FileToRead[];
  readonly format: FileFormat;
  /** The columns of the rows, those in `values` among them; what has another order in the file is put in this one. */
  readonly schema: Schema;
  /**
   * What is done about columns of a file. `fail`: one that the schema does not know, and one that is missing, makes
   * it bad. `warn`: what the schema does not know is left out, and what is missing is empty. `evolve`: what it does
   * not know is kept. In files that name their columns with each row, what is missing is empty in any case.
   */
  readonly drift: Drift;
  /** How many rows of each file may not fit. @default none */
  readonly rejects?: { readonly atMost: number; readonly part: number } | undefined;
}

/** How many rows of a file there were. */
export interface FileCount {
  readonly path: string;
  readonly rows: number;
  readonly rejected: number;
}

/** A row that does not fit. */
export interface RejectedRow {
  readonly file: string;
  readonly line: number | null;
  readonly column: string | null;
  readonly reason: string;
  readonly raw: string | null;
}

/** The rows of some files. */
export interface FilesRead {
  /**
   * Those that fit. Errors with a `BadFileError` that names the file where one has more that do not fit than it may,
   * or nothing can be made of it.
   */
  readonly rows: Frame;
  /** How many there were, once `rows` was read to its end; one emission. */
  counts(): Observable<readonly FileCount[]>;
  /** Those that do not fit, once `rows` was read to its end. */
  rejected(): Frame<RejectedRow>;
}

/**
 * Turns files into frames. An engine that reads files by itself gives one (`Engine.files`), so that no row comes
 * into JavaScript and many files are one statement; `textFiles` is there for all others.
 */
export interface FileReader {
  /** What it reads. */
  readonly formats: readonly FileKind[];
  /** The columns that a sample of files shows, in the words of the engine; one emission. */
  infer(files: readonly FileToRead[], format: FileFormat): Observable<Columns>;
  /**
   * The files that there are now of an entity whose rows are in files, by the paths that its engine calls them, with
   * what differs when one does; one emission. Errors with `not_found` where there is none. @default it reads no such entity
   */
  fileSet?(entity: Entity): Observable<Readonly<Record<string, FileMark>>>;
  /** Reads nothing, and fails never, before rows are asked for. */
  readFiles(request: FilesRequest): FilesRead;
}
