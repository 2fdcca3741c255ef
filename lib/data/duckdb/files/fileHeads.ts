import { open } from 'node:fs/promises';
import type { FilesRequest, FileToRead } from '../../files/fileReader.ts';
import type { Session } from '../session.ts';
import { filesError, locationOf, pathList } from './fileGroup.ts';

/** The first line of some files, and their places among those that are wanted. */
export interface FileHead {
  readonly text: string;
  readonly numbers: readonly number[];
}

/** Small files are looked at in one statement; of others, no more than their beginning is read. */
const SMALL = 2 ** 20;
const BEGINNING = 2 ** 16;

/** The first lines of files, each once, with the files that have it; in the order of the first file. */
export async function fileHeads(session: Session, request: FilesRequest): Promise<readonly FileHead[]> {
  const { files } = request;
  const isSmall = ({ size }: FileToRead) => size !== undefined && size <= SMALL;
  const numbered = files.map((file, number) => ({ ...file, number }));
  const few = files.length <= FEW;
  const heads = new Map<string, number[]>();
  const note = (text: string, numbers: readonly number[]) =>
    heads.set(text, [...(heads.get(text) ?? []), ...numbers]);
  for (const file of numbered.filter((file) => few || !isSmall(file)))
    note(firstLine(await beginning(file, request)), [file.number]);
  const small = few ? [] : numbered.filter(isSmall);
  if (small.length > 0) {
    const byLocation = new Map(small.map((file) => [locationOf(file), file.number]));
    for (const { head, found } of await firstLines(session, small, request))
      note(
        firstLine(head),
        found.map((location) => byLocation.get(location) ?? -1),
      );
  }
  return [...heads]
    .map(([text, numbers]) => ({ text, numbers: numbers.sort((one, other) => one - other) }))
    .sort(({ numbers: [one = 0] }, { numbers: [other = 0] }) => one - other);
}

/** So many are looked at one by one. */
const FEW = 8;

async function firstLines(session: Session, small: readonly FileToRead[], request: FilesRequest) {
  try {
    // As bytes, for what is no text is the matter of who reads the rows.
    const rows = await session.rows(
      `select head, list(filename) as found from (
         select regexp_extract(content[1:${BEGINNING}]::varchar, '^(?:\\\\x0D|\\\\x0A)*(?:[^\\\\]|\\\\x(?:0[^AD]|[^0].))*') as head, filename
         from read_blob(${pathList(small)})) group by all`,
    );
    return rows.map(({ head, found }) => ({
      head: textOf(String(head)),
      found: found as readonly string[],
    }));
  } catch (error) {
    throw filesError(error, request);
  }
}

/** Bytes as DuckDB writes them: what is no plain character by its number. */
const textOf = (bytes: string): string =>
  Buffer.from(
    bytes.replace(/\\x([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
    'latin1',
  ).toString('utf8');

async function beginning(file: FileToRead, request: FilesRequest): Promise<string> {
  try {
    const handle = await open(locationOf(file));
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(BEGINNING), 0, BEGINNING, 0);
      return buffer.subarray(0, bytesRead).toString('utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw filesError(missing(error, file), request);
  }
}

const missing = (error: unknown, file: FileToRead): unknown =>
  (error as NodeJS.ErrnoException).code === 'ENOENT'
    ? new Error(`IO Error: No files found that match the pattern "${locationOf(file)}"`)
    : error;

/** Up to the end of the first line that has something on it. */
const firstLine = (text: string): string => /^[\r\n]*[^\r\n]*/.exec(text)?.[0] ?? '';
