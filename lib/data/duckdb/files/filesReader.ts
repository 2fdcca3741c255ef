import { defer, of } from 'rxjs';
import type { FileFormat } from '../../../definitions/fileFormat.ts';
import type { Frame } from '../../../definitions/frame.ts';
import { isCodec } from '../../../definitions/schema.ts';
import type { FileReader, FilesRequest, RejectedRow } from '../../files/fileReader.ts';
import { textFiles } from '../../files/textFiles.ts';
import { inSession } from '../connection/inSession.ts';
import type { DuckdbHost } from '../duckdbHost.ts';
import { duckdbFrame } from '../reading/duckdbFrame.ts';
import { describeFiles } from './describeFiles.ts';
import { literalPattern, locationOf } from './fileGroup.ts';
import { fileSet } from './fileSet.ts';
import { FilesReading } from './filesReading.ts';
import { locatedFiles } from './locatedFiles.ts';

/**
 * Reads files with DuckDB, many as one statement and without a row coming into JavaScript. What it cannot read as
 * `textFiles` does is left to that: JSON, encodings but UTF-8, and rows that a codec checks for more than types.
 */
export function filesReader(host: DuckdbHost): FileReader {
  return {
    formats: ['csv', 'jsonLines', 'json', 'parquet'],
    infer: (files, format) =>
      format.kind === 'parquet'
        ? inSession(host, async (session) => {
            const paths = files.map((file) => literalPattern(locationOf(file)));
            const entity = { id: '(files)', schema: undefined };
            return (await describeFiles(session.connection, entity, { paths, format: 'parquet' })).columns;
          })
        : textFiles(locatedFiles(files)).infer(files, format),
    fileSet: (entity) => inSession(host, (session) => fileSet(session, entity)),
    readFiles: (request) => {
      if (!isOwn(request)) return textFiles(locatedFiles(request.files)).readFiles(request);
      const read = new FilesReading(request);
      return {
        rows: duckdbFrame({ kind: 'files', read, part: 'rows' }, host),
        counts: () => defer(() => of(read.counts)),
        // Its columns are those of such rows, which the compiler cannot see.
        rejected: () =>
          duckdbFrame({ kind: 'files', read, part: 'rejected' }, host) as unknown as Frame<RejectedRow>,
      };
    },
  };
}

function isOwn({ format, schema }: FilesRequest): boolean {
  if (format.kind === 'parquet') return true;
  return format.kind === 'csv' && isPlainText(format) && !isCodec(schema);
}

const isPlainText = (format: FileFormat): boolean =>
  format.kind === 'csv' && /^utf-?8$/i.test(format.encoding ?? 'utf-8');
