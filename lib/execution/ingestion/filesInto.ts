import { catchError, map, type Observable, of, throwError } from 'rxjs';
import type { Engine } from '../../data/engine.ts';
import { EngineError } from '../../data/engineError.ts';
import { BadFileError } from '../../data/files/badFileError.ts';
import { fieldReader } from '../../data/files/fieldReader.ts';
import { FieldRefusal } from '../../data/files/fieldRefusal.ts';
import type { FileReader, FileToRead } from '../../data/files/fileReader.ts';
import type { FileStorage } from '../../data/storage/fileStorage.ts';
import type { Entity } from '../../definitions/entity.ts';
import type { Row } from '../../definitions/frame.ts';
import type { Ingestion } from '../../definitions/ingestion.ts';
import { type Columns, columnNames, type Schema } from '../../definitions/schema.ts';
import type { FoundFile } from './foundFile.ts';

/** What files are made into: the entity with the columns that its table gets, and how values become columns. */
export interface FilesInto {
  readonly to: Entity;
  readonly schema: Schema;
  /** A file with the columns that its path and the ingestion give all of its rows. */
  readonly fileToRead: (file: FoundFile) => FileToRead;
}

interface Asking {
  readonly engine: Engine;
  readonly reader: FileReader;
  readonly storage: FileStorage;
}

/** Finds out the columns: those declared, or those of the table, or those that a sample of the files shows. */
export function filesInto(
  ingestion: Ingestion,
  files: readonly FoundFile[],
  { engine, reader, storage }: Asking,
): Observable<FilesInto> {
  const { to, columns, format } = ingestion;
  const made = (schema: Schema, entity: Entity = { ...to, schema }): FilesInto => ({
    to: entity,
    schema,
    fileToRead: (file) => fileToRead(file, ingestion, { schema, storage }),
  });
  if (to.schema && columnNames(to.schema)) return of(made(to.schema as Schema, to));
  if (columns) return of(made(withValues(columns, ingestion)));
  const sample = files
    .slice(0, 10)
    .map(({ path, size }) => ({ path, location: storage.locate?.(path), size, values: {} }));
  return engine.schema(to).pipe(
    map((table) => withoutOwn(table, to)),
    catchError((error: unknown) => {
      if (!(error instanceof EngineError) || error.errorClass !== 'not_found')
        return throwError(() => error);
      return reader.infer(sample, format).pipe(map((inferred) => withValues(inferred, ingestion)));
    }),
    map((schema) => made(schema)),
  );
}

function withValues(columns: Columns, { pattern, values, fileColumn }: Ingestion): Columns {
  const types = Object.entries(values).map(([name, value]) => [name, typeOf(value)]);
  const texts = [...pattern.names, ...(fileColumn === undefined ? [] : [fileColumn])];
  return { ...columns, ...Object.fromEntries([...types, ...texts.map((name) => [name, 'varchar'])]) };
}

const typeOf = (value: unknown) =>
  typeof value === 'number' ? 'double' : typeof value === 'boolean' ? 'boolean' : 'varchar';

/** Columns that the engine adds are in no file. */
function withoutOwn(table: Columns, { scd2 }: Entity): Columns {
  const own = scd2 ? [scd2.validFrom, scd2.validTo, scd2.isCurrent] : [];
  return Object.fromEntries(Object.entries(table).filter(([name]) => !own.includes(name)));
}

interface Reading {
  readonly schema: Schema;
  readonly storage: FileStorage;
}

function fileToRead(
  { path, size, groups }: FoundFile,
  { values, fileColumn, pattern, columns }: Ingestion,
  { schema, storage }: Reading,
): FileToRead {
  const texts: Record<string, unknown> = { ...values };
  for (const name of pattern.names) texts[name] = groups[name] ?? null;
  if (fileColumn !== undefined) texts[fileColumn] = path;
  const given = Object.entries(texts).map(([name, value]) => [name, typed(value, name, { schema, path })]);
  // Where files have fewer columns than the entity, the others are empty.
  const absent = columns
    ? (columnNames(schema) ?? []).filter(
        (name) => !Object.hasOwn(columns, name) && !Object.hasOwn(texts, name),
      )
    : [];
  const all: Row = Object.fromEntries([...absent.map((name) => [name, null]), ...given]);
  return { path, location: storage.locate?.(path), size, values: all };
}

function typed(
  value: unknown,
  column: string,
  { schema, path }: { readonly schema: Schema; readonly path: string },
): unknown {
  if (value === null) return null;
  const made = fieldReader(schema, column)(value);
  if (made instanceof FieldRefusal) throw new BadFileError({ path, column }, `in its path, ${made.reason}`);
  return made;
}
