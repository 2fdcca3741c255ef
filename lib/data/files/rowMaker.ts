import { checkOrThrow } from '../../codec/check.ts';
import { compileGuard } from '../../codec/compileGuard.ts';
import { nearest } from '../../codec/nearest.ts';
import type { Row } from '../../definitions/frame.ts';
import { columnNames, isCodec } from '../../definitions/schema.ts';
import { failureOf } from '../../signals/failureOf.ts';
import { type FieldReader, FieldRefusal, fieldReader } from './fieldReader.ts';
import type { FilesRequest, FileToRead } from './fileReader.ts';
import { FileFault, type FileRecord } from './fileRecord.ts';

/** Why a record is no row. */
export interface RowRefusal {
  readonly record: FileRecord;
  readonly column: string | undefined;
  readonly reason: string;
}

/** Makes rows of the records of one file, one after the other. */
export interface RowMaker {
  /** A row, a refusal, or nothing for what names the columns. */
  readonly make: (record: FileRecord) => Row | RowRefusal | undefined;
}

export const isRefusal = (made: Row | RowRefusal): made is RowRefusal => made instanceof Refused;

class Refused implements RowRefusal {
  constructor(
    readonly record: FileRecord,
    readonly column: string | undefined,
    readonly reason: string,
  ) {}
}

/** Where a column of the rows is found, and how it is read. */
interface Source {
  readonly name: string;
  readonly key: string | number;
  readonly read: FieldReader;
}

/** Makes what makes rows of a file. */
export function rowMaker(request: FilesRequest, file: FileToRead): RowMaker {
  const { format } = request;
  const check = rowGuard(request);
  let sources: readonly Source[] | undefined;
  let width = 0;
  const fields = (record: FileRecord) => {
    const value = record.value as readonly (string | null)[];
    if (!sources) {
      const hasHeader = format.kind !== 'csv' || (format.header ?? true);
      const names = hasHeader ? value.map((name) => (name ?? '').trim()) : wantedIn(request, file);
      sources = sourcesOf(names, request, file, record.line);
      width = names.length;
      if (hasHeader) return undefined;
    }
    if (value.length === width) return filled(record, sources, file.values);
    return new Refused(record, undefined, `expected ${width} fields, got ${value.length}`);
  };
  const wanted = wantedIn(request, file).map((name) => sourceOf(name, name, request));
  const object = (record: FileRecord) =>
    stranger(record, request, file) ?? filled(record, wanted, file.values, extras(record, request, file));
  const make = format.kind === 'csv' ? fields : object;
  return {
    make: (record) => {
      if (record.value === undefined)
        return new Refused(record, undefined, record.fault ?? 'expected a row');
      const made = make(record);
      return made === undefined || isRefusal(made) ? made : (check(record, made) ?? made);
    },
  };
}

/** The columns that are looked for in the file. */
const wantedIn = ({ schema }: FilesRequest, { values }: FileToRead): readonly string[] =>
  (columnNames(schema) ?? []).filter((name) => !Object.hasOwn(values, name));

const sourceOf = (name: string, key: string | number, { schema }: FilesRequest): Source => ({
  name,
  key,
  read: fieldReader(schema, name),
});

/** Compares what a file says that it has with what is wanted. */
function sourcesOf(
  names: readonly string[],
  request: FilesRequest,
  file: FileToRead,
  line: number,
): readonly Source[] {
  const wanted = wantedIn(request, file);
  const { drift } = request;
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) throw new FileFault(line, 'expected each column once, got it again', twice);
  const strange = names.find((name) => !wanted.includes(name));
  if (strange !== undefined && drift === 'fail')
    throw new FileFault(line, unknown(strange, wanted), strange);
  const missing = wanted.find((name) => !names.includes(name));
  if (missing !== undefined && drift === 'fail') {
    const found = nearest(missing, names);
    const hint = found === undefined ? '' : `, though there is ${found}`;
    throw new FileFault(line, `expected a column of this name, got none${hint}`, missing);
  }
  const kept = drift === 'evolve' ? names.filter((name) => name !== '' && !wanted.includes(name)) : [];
  return [...wanted, ...kept].map((name) => sourceOf(name, names.indexOf(name), request));
}

function unknown(name: string, wanted: readonly string[]): string {
  const found = nearest(name, wanted);
  const hint = found === undefined ? '' : `; did you mean ${found}?`;
  return `expected one of the columns ${wanted.join(', ')}, got ${name === '' ? 'one without a name' : name}${hint}`;
}

function filled(
  record: FileRecord,
  sources: readonly Source[],
  values: Row,
  extra: Row = {},
): Row | Refused {
  const value = record.value as Readonly<Record<string | number, unknown>>;
  const row: Record<string, unknown> = {};
  for (const { name, key, read } of sources) {
    const field = value[key] ?? null;
    const made = field === null ? null : read(field);
    if (made instanceof FieldRefusal) return new Refused(record, name, made.reason);
    row[name] = made;
  }
  return Object.assign(row, extra, values);
}

/** Names that come with each row are looked at in each row. */
function stranger(record: FileRecord, request: FilesRequest, file: FileToRead): Refused | undefined {
  if (request.drift !== 'fail') return undefined;
  const wanted = wantedIn(request, file);
  const strange = Object.keys(record.value ?? {}).find((name) => !wanted.includes(name));
  return strange === undefined ? undefined : new Refused(record, strange, unknown(strange, wanted));
}

function extras({ value }: FileRecord, request: FilesRequest, file: FileToRead): Row {
  if (request.drift !== 'evolve') return {};
  const wanted = wantedIn(request, file);
  return Object.fromEntries(Object.entries(value ?? {}).filter(([name]) => !wanted.includes(name)));
}

/** A codec has the last word on the row as a whole. */
function rowGuard({ schema }: FilesRequest): (record: FileRecord, row: Row) => Refused | undefined {
  if (!isCodec(schema)) return () => undefined;
  const holds = compileGuard(schema);
  return (record, row) => {
    if (holds(row)) return undefined;
    try {
      checkOrThrow(schema, row, 'row');
    } catch (error) {
      return new Refused(record, undefined, failureOf(error).error.replace(/^row: /, ''));
    }
    return new Refused(
      record,
      undefined,
      `expected a ${schema.name}, got one that has still to be decoded`,
    );
  };
}
