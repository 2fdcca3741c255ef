import { defaultIfEmpty, defer, EMPTY, last, map, type Observable, scan, takeWhile, tap } from 'rxjs';
import type { FileFormat } from '../../definitions/fileFormat.ts';
import type { Columns } from '../../definitions/schema.ts';
import { pulled } from '../pulled.ts';
import type { FileStorage } from '../storage/fileStorage.ts';
import { byType } from './fieldReader.ts';
import { FieldRefusal } from './fieldRefusal.ts';
import type { FileToRead } from './fileReader.ts';
import type { FileRecord } from './fileRecord.ts';
import { fileRecords } from './fileRecords.ts';

/** How many rows are looked at. */
const SAMPLE = 1_000;

/**
 * The columns that the first rows of files show: `boolean`, `bigint`, `double`, `date`, `timestamp`, `json`, and
 * `varchar` for all else. Numbers that begin with a zero are texts, as they are names rather than numbers.
 */
export function inferColumns(
  storage: FileStorage,
  files: readonly FileToRead[],
  format: FileFormat,
): Observable<Columns> {
  return defer(() =>
    pulled(samples(storage, files, format)).pipe(
      scan((seen, rows) => seen.concat(rows), [] as Sample[]),
      takeWhile((seen) => seen.length < SAMPLE, true),
      defaultIfEmpty([] as Sample[]),
      last(),
      map((seen) => columnsOf(seen.slice(0, SAMPLE), format)),
    ),
  );
}

type Sample = Readonly<Record<string, unknown>>;

function samples(
  storage: FileStorage,
  files: readonly FileToRead[],
  format: FileFormat,
): Observable<readonly Sample[]> {
  let at = 0;
  let names: readonly string[] | undefined;
  let current: ReturnType<typeof fileRecords> | undefined;
  return defer(() => {
    const file = files[at];
    if (!file) return EMPTY;
    current ??= fileRecords(storage, file, format);
    return current.pipe(
      map(({ records, isLast }) => {
        const rows: Sample[] = [];
        for (const record of records) {
          if (format.kind === 'csv' && !names) {
            names = namesOf(record, format.header ?? true);
            rows.push(Object.fromEntries(names.map((name) => [name, null])));
            if (format.header ?? true) continue;
          }
          const row = sampleOf(record, names);
          if (row) rows.push(row);
        }
        return { rows, isLast };
      }),
      tap(({ isLast }) => {
        if (!isLast) return;
        at++;
        current = undefined;
        names = undefined;
      }),
      map(({ rows }) => rows),
    );
  });
}

const namesOf = ({ value }: FileRecord, hasHeader: boolean): readonly string[] =>
  ((value ?? []) as readonly (string | null)[]).map((text, i) =>
    hasHeader ? (text ?? '').trim() : `column${i + 1}`,
  );

function sampleOf({ value }: FileRecord, names: readonly string[] | undefined): Sample | undefined {
  if (!value || !names) return value as Sample | undefined;
  const fields = value as readonly (string | null)[];
  return Object.fromEntries(names.map((name, i) => [name, fields[i] ?? null]));
}

function columnsOf(rows: readonly Sample[], { kind }: FileFormat): Columns {
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  // In JSON, a number is no text to begin with.
  const tried = kind === 'csv' ? types : types.map(([type, holds]) => [type, told(type, holds)] as const);
  const typeOf = (values: readonly unknown[]) =>
    values.length === 0 ? undefined : tried.find(([, holds]) => values.every(holds))?.[0];
  const some = (name: string) => rows.map((row) => row[name] ?? null).filter((value) => value !== null);
  return Object.fromEntries([...names].map((name) => [name, typeOf(some(name)) ?? 'varchar']));
}

type Test = (value: unknown) => boolean;

const reads = (type: string): Test => {
  const read = byType(type);
  return (value) => typeof value === 'string' && !(read(value) instanceof FieldRefusal);
};
const isWhole = (value: unknown) => /^-?(0|[1-9]\d{0,17})$/.test(String(value));
const isNumber = (value: unknown) =>
  /^-?(0|[1-9]\d*)?(\.\d+)?(e[+-]?\d+)?$/i.test(String(value)) && value !== '';

/** From the narrowest to the widest. */
const types: readonly (readonly [string, Test])[] = [
  ['boolean', (value) => /^(true|false)$/i.test(String(value))],
  ['bigint', isWhole],
  ['double', isNumber],
  ['date', reads('date')],
  ['timestamp', reads('timestamp')],
  ['json', (value) => typeof value === 'object'],
];

const told = (type: string, holds: Test): Test =>
  type === 'date' || type === 'timestamp' ? holds : (value) => typeof value !== 'string' && holds(value);
