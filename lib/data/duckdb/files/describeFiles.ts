import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { nearest } from '../../../codec/nearest.ts';
import type { Columns, Entity } from '../../../definitions/entity.ts';
import type { EntityFiles } from '../../../definitions/entityFiles.ts';
import { EngineError } from '../../engineError.ts';
import { duckdbError } from '../errors/duckdbError.ts';
import { quotedText } from '../tables/quoted.ts';
import { fileSource, pathsOf } from './fileSource.ts';

/** What the files of an entity hold. */
export interface FilesDescription {
  readonly files: readonly string[];
  readonly columns: Columns;
}

/**
 * Tells which files there are and which columns they have. A path that no file is found for is told
 * (`not_found`), with the file in that folder that has nearly that name.
 */
export async function describeFiles(
  connection: DuckDBConnection,
  entity: Pick<Entity, 'id' | 'schema'>,
  files: EntityFiles,
): Promise<FilesDescription> {
  const found = await Promise.all(pathsOf(files).map((path) => filesAt(connection, path, entity.id)));
  const described = await connection
    .runAndReadAll(`select column_name, column_type from (describe from ${fileSource(entity, files)})`)
    .catch((error: unknown) => {
      throw duckdbError(error, { entityId: entity.id });
    });
  return {
    files: [...new Set(found.flat())],
    columns: Object.fromEntries(described.getRows().map(([name, type]) => [String(name), String(type)])),
  };
}

async function filesAt(
  connection: DuckDBConnection,
  path: string,
  entityId: string,
): Promise<readonly string[]> {
  const found = await connection
    .runAndReadAll(`select file from glob(${quotedText(path)}) order by file`)
    .catch((error: unknown) => {
      throw duckdbError(error, { entityId });
    });
  const files = found.getRows().map(([file]) => String(file));
  if (files.length > 0) return files;
  const meant = await nearestFile(path);
  const message = `${entityId}: expected files at ${path}, found none${meant === undefined ? '' : `; did you mean ${meant}?`}`;
  throw new EngineError('not_found', message, { entityId });
}

/** Of a folder that cannot be read either, nothing is known. */
async function nearestFile(path: string): Promise<string | undefined> {
  const folder = dirname(path);
  if (/[*?[]/.test(folder)) return undefined;
  const names = await readdir(folder).catch((): string[] => []);
  const found = nearest(basename(path), names);
  return found === undefined ? undefined : join(folder, found);
}
