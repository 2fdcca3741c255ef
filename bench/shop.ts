import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Engine, Entity, SqlQuery, WriteMode, Written } from 'rekindle';
import { duckdbEngine } from 'rekindle/duckdb';
import { filter, lastValueFrom, type Observable } from 'rxjs';

/** A database of an engine and one without it, which has the same rows. */
export interface Shop {
  readonly engine: Engine;
  readonly typed: DuckDBConnection;
}

/** How the two are made. */
export interface ShopOptions {
  /** How much memory each may use for itself. @default what DuckDB takes */
  readonly memoryLimit?: string;
}

/** Opens both, each on a file of its own in a folder that goes when the process ends. */
export async function openShop({ memoryLimit }: ShopOptions = {}): Promise<Shop> {
  const folder = mkdtempSync(join(tmpdir(), 'rekindle-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const engine = duckdbEngine(join(folder, 'ours.db'), memoryLimit === undefined ? {} : { memoryLimit });
  const options = memoryLimit === undefined ? {} : { memory_limit: memoryLimit };
  const instance = await DuckDBInstance.create(join(folder, 'typed.db'), options);
  return { engine, typed: await instance.connect() };
}

/** Waits for the end of something, and gives what came last of it. */
export const ended = <T>(work$: Observable<T>): Promise<T | undefined> =>
  lastValueFrom(work$, { defaultValue: undefined });

/** Writes what a query gives, and makes sure of the table. */
export async function written(
  engine: Engine,
  entity: Entity,
  query: SqlQuery,
  mode: WriteMode = { mode: 'overwrite' },
): Promise<Written> {
  const events$ = engine.write(entity, engine.query(query), mode, { ensure: true });
  return await lastValueFrom(events$.pipe(filter((event): event is Written => event.kind === 'written')));
}

/** Does something so often, one after the other. */
export async function repeated(n: number, once: () => Promise<unknown>): Promise<void> {
  for (let i = 0; i < n; i++) await once();
}
