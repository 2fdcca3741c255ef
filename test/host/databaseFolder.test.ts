import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { asyncScheduler, lastValueFrom } from 'rxjs';
import { entity } from '../../lib/definitions/entity.ts';
import { engineFor } from '../../lib/host/engineFor.ts';
import { projectOf } from '../../lib/host/project.ts';
import { temporaryFolders } from '../data/duckdb/support/temporaryFolder.ts';

const folderOf = temporaryFolders();
/** These wait for a disk. */
jest.setTimeout(60_000);

const engineOn = (folder: string, database: string) =>
  lastValueFrom(
    engineFor(
      projectOf(folder, [{ file: 'a.ts', exports: { orders: entity('t.orders'), default: { database } } }]),
      {
        scheduler: asyncScheduler,
      },
    ),
  );

describe('the database of a project', () => {
  it('is in a folder that is made for it', async () => {
    const root = folderOf();
    const { engine, close } = await engineOn(root, 'data/deep/shop.duckdb');
    expect(await lastValueFrom(engine.versions(['t.orders']))).toEqual(new Map());
    expect(existsSync(join(root, 'data/deep/shop.duckdb'))).toBe(true);
    await lastValueFrom(close());
  });

  it('cannot be in what is a file', async () => {
    const root = folderOf();
    writeFileSync(join(root, 'data'), '');
    await expect(engineOn(root, 'data/shop.duckdb')).rejects.toMatchObject({
      name: 'ProjectError',
      message: expect.stringContaining(`expected a folder ${join(root, 'data')} for the database`),
    });
  });
});
