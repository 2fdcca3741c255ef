import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { EngineError } from '../../engineError.ts';
import type { Session, Statement } from '../connection/session.ts';
import { duckdbError } from '../errors/duckdbError.ts';
import { quoted, quotedText } from '../tables/quoted.ts';

/** How rows are written down. */
export interface ExportFileOptions {
  /** @default told by the ending of the path */
  readonly format?: 'csv' | 'jsonLines' | 'parquet';
  /** @default zstd for Parquet, none for the others */
  readonly compression?: 'none' | 'gzip' | 'snappy' | 'zstd';
  /** Columns by which the rows are divided; then the path is that of a folder. @default [] */
  readonly partitions?: readonly string[];
  /** CSV: what is between values. @default ',' */
  readonly delimiter?: string;
}

/**
 * Writes what a query gives to a file, or to a folder if it is divided. It is written under another name beside
 * it and then renamed, so that nobody ever sees a part of it; what was there under the name is replaced.
 * Gives how many rows there were.
 */
export async function exportFile(
  session: Pick<Session, 'run'>,
  { text, parameters }: Statement,
  path: string,
  options: ExportFileOptions = {},
): Promise<number> {
  const settings = copyOptions(path, options);
  const unfinished = join(dirname(path), `.${basename(path)}.unfinished`);
  await mkdir(dirname(path), { recursive: true });
  await rm(unfinished, { recursive: true, force: true });
  try {
    const copied = await session.run(
      `copy (${text}\n) to ${quotedText(unfinished)} (${settings})`,
      parameters,
    );
    await replace(path, unfinished);
    return copied.rowsChanged;
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw duckdbError(error);
  }
}

/** A folder takes the place of a folder only if that is empty. */
async function replace(path: string, unfinished: string): Promise<void> {
  const there = await stat(path).catch(() => undefined);
  if (there?.isDirectory()) {
    const old = `${unfinished}.old`;
    await rename(path, old);
    await rename(unfinished, path);
    await rm(old, { recursive: true, force: true });
  } else await rename(unfinished, path);
}

function copyOptions(path: string, { partitions = [], delimiter, ...options }: ExportFileOptions): string {
  const format = options.format ?? formatOf(path);
  const { compression = format === 'parquet' ? 'zstd' : 'none' } = options;
  const list = [`format ${format === 'jsonLines' ? 'json' : format}`];
  list.push(`compression ${format === 'parquet' && compression === 'none' ? 'uncompressed' : compression}`);
  if (format === 'csv') list.push('header true', `delimiter ${quotedText(delimiter ?? ',')}`);
  if (partitions.length > 0) list.push(`partition_by (${partitions.map(quoted).join(', ')})`);
  return list.join(', ');
}

function formatOf(path: string): 'csv' | 'jsonLines' | 'parquet' {
  const [, ending] = /\.(csv|ndjson|jsonl|parquet)(?:\.(?:gz|zst))?$/i.exec(path) ?? [];
  if (ending === undefined)
    throw new EngineError(
      'invalid',
      `expected a path that ends in .csv, .ndjson, .jsonl or .parquet, or the option format, got ${path}`,
    );
  const word = ending.toLowerCase();
  return word === 'csv' || word === 'parquet' ? word : 'jsonLines';
}
