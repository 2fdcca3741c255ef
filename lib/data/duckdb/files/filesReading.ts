import type { FileCount, FilesRequest } from '../../files/fileReader.ts';
import type { Session } from '../connection/session.ts';
import { type StagedFiles, stageFiles } from './stageFiles.ts';

/** The two frames that the reading of files gives. */
export type FilesPart = 'rows' | 'rejected';

/**
 * Files that are read once for each connection that asks for them: what is beside the rows, how many there are and
 * what does not fit, is only known once they are read, and has to be of the same reading.
 */
export class FilesReading {
  /** How many rows there were, when it was last read. */
  counts: readonly FileCount[] = [];
  readonly #staged = new WeakMap<Session, Promise<StagedFiles>>();

  constructor(readonly request: FilesRequest) {}

  /** The tables of the connection that hold what is in the files. */
  async on(session: Session): Promise<StagedFiles> {
    const known = this.#staged.get(session);
    if (known) {
      const staged = await known;
      if (await isThere(session, staged.rows.table)) return staged;
    }
    const staging = stageFiles(session, this.request);
    this.#staged.set(session, staging);
    try {
      const staged = await staging;
      this.counts = staged.counts;
      return staged;
    } catch (error) {
      this.#staged.delete(session);
      throw error;
    }
  }
}

/** Tables that were made in a transaction are gone when it is undone. */
async function isThere(session: Session, table: string): Promise<boolean> {
  const found = await session.again(
    'select 1 as n from duckdb_tables() where temporary and table_name = $1',
    [table],
  );
  return found.length > 0;
}
