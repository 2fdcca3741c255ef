// A small shop: `npm start` tells its story, `npx rekindle run -p examples/lakehouse` runs its pipes.
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { localFiles, type ProjectSettings } from 'rekindle';
import { duckdbEngine } from 'rekindle/duckdb';
import { reads } from './streams.ts';

export * from './entities.ts';
export * from './ingestions.ts';
export * from './pipes.ts';
export * from './streams.ts';

/** Where files come to, and where the database is. */
export const home = resolve(process.env['LAKEHOUSE'] ?? '.lakehouse');

const storage = localFiles(home);

/** How it is all put together. */
export const rekindle = {
  name: 'shop',
  engine: () => {
    mkdirSync(home, { recursive: true });
    return duckdbEngine(`${home}/shop.duckdb`);
  },
  lineage: { packageName: 'shop', packageVersion: '1.0.0' },
  ingest: { storage },
  streams: { reads, maxRows: 2_500 },
  restarts: { quietPeriod: 50 },
} satisfies ProjectSettings;
