/** Where in a file something is. */
export interface FilePlace {
  readonly path: string;
  /** Counted from 1; nothing where it is the file as a whole. */
  readonly line?: number | undefined;
  /** Name of the column, where it is one. */
  readonly column?: string | undefined;
}

/** A file is not what it has to be: which, where, and why. */
export class BadFileError extends Error {
  override readonly name = 'BadFileError';
  readonly path: string;
  readonly line: number | undefined;
  readonly column: string | undefined;

  constructor(
    { path, line, column }: FilePlace,
    /** What was expected, and what came. */
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    const at = [line === undefined ? path : `${path}:${line}`, ...(column === undefined ? [] : [column])];
    super(`${at.join(': ')}: ${reason}`, options);
    this.path = path;
    this.line = line;
    this.column = column;
  }
}
