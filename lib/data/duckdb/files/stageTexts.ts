import { lastValueFrom } from 'rxjs';
import type { Columns } from '../../../definitions/schema.ts';
import { BadFileError } from '../../files/badFileError.ts';
import type { FilePieceRows } from '../../files/filePieces.ts';
import { filePieces } from '../../files/filePieces.ts';
import type { FilesRequest } from '../../files/fileReader.ts';
import { refuseTooMany } from '../../files/refuseTooMany.ts';
import type { Session } from '../connection/session.ts';
import { columnTypes } from '../typing/columnTypes.ts';
import { type Stager, stager } from '../values/stager.ts';
import type { NumberedFile } from './fileGroup.ts';
import { locatedFiles } from './locatedFiles.ts';
import { FILE, type StageNames } from './stageNames.ts';

/** What a table of rejects has. */
export const rejectedColumns: Columns = {
  file: 'VARCHAR',
  line: 'BIGINT',
  column: 'VARCHAR',
  reason: 'VARCHAR',
  raw: 'VARCHAR',
};

interface Stages {
  readonly request: FilesRequest;
  readonly names: StageNames;
  /** Those of the table of rows. */
  readonly columns: Columns;
}

/**
 * Reads files as `textFiles` does, piece by piece, into the tables of a connection. Throws a `BadFileError` as soon
 * as it is known that one is bad.
 */
export async function stageTexts(
  session: Session,
  files: readonly NumberedFile[],
  { request, names, columns }: Stages,
): Promise<void> {
  if (files.length === 0) return;
  const storage = locatedFiles(files);
  // In the words of DuckDB, which say how many digits there are.
  const schema = columnTypes({ id: '(files)', schema: request.schema }) ?? request.schema;
  const rowsInto = await session.connection.createAppender(names.rows, 'main', 'temp');
  const rejectsInto = await session.connection.createAppender(names.rejected, 'main', 'temp');
  try {
    const into: Into = {
      waiting: [],
      paths: new Set(),
      rows: stager(rowsInto, { entity, columns, missing: 'null' }),
      rejects: stager(rejectsInto, { entity, columns: rejectedColumns }),
    };
    for (const file of files) {
      const pieces = filePieces(storage, { ...request, schema, files: [file] });
      const counted = { path: file.path, rows: 0, rejected: 0 };
      for (let isLast = false; !isLast; ) {
        const piece = await lastValueFrom(pieces);
        counted.rows += piece.rows.length;
        counted.rejected += piece.refusals.length;
        refuseTooMany(request, counted, piece);
        put(piece, file, into);
        isLast = piece.isLast;
        if (!isLast) {
          handOver(into);
          into.rows.flush();
        }
      }
    }
    handOver(into);
    into.rows.flush();
    into.rejects.flush();
  } finally {
    // What was not handed over is not to be: closing would do it.
    for (const appender of [rowsInto, rejectsInto]) {
      appender.clear();
      appender.closeSync();
    }
  }
}

const entity = { id: '(files)', schema: undefined };

interface Into {
  /** Rows that are to be handed over, and the files that they are of. */
  readonly waiting: object[];
  readonly paths: Set<string>;
  readonly rows: Stager;
  readonly rejects: Stager;
}

/** So many rows are handed over together, as each time costs as much as a few hundred rows. */
const TOGETHER = 2_048;

function put({ rows, refusals }: FilePieceRows, { path, number }: NumberedFile, into: Into): void {
  for (const row of rows) {
    (row as Record<string, unknown>)[FILE] = number;
    into.waiting.push(row);
  }
  into.paths.add(path);
  if (into.waiting.length >= TOGETHER) handOver(into);
  const rejected = refusals.map(({ record: { line, raw }, column = null, reason }) => ({
    ...{ file: path, line, column, reason, raw },
  }));
  for (let at = 0; at < rejected.length; ) at += into.rejects.take(rejected, at, rejected.length - at);
}

function handOver(into: Into): void {
  const { rows, waiting, paths } = into;
  try {
    for (let at = 0; at < waiting.length; ) at += rows.take(waiting, at, waiting.length - at);
  } catch (error) {
    // The engine has the last word on what its columns hold; of several files, it is not known whose row it was.
    const [path = ''] = paths;
    if (paths.size > 1) throw error;
    throw new BadFileError({ path }, (error as Error).message.replace(/^\(files\): /, ''), {
      cause: error,
    });
  }
  waiting.length = 0;
  paths.clear();
}
