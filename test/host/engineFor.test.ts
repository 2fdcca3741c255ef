import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { asyncScheduler, lastValueFrom } from 'rxjs';
import { entity } from '../../lib/definitions/entity.ts';
import { engineFor } from '../../lib/host/engineFor.ts';
import { projectOf } from '../../lib/host/project.ts';

let failure: unknown;

jest.mock('../../lib/data/duckdb/duckdbEngine.ts', () => {
  throw failure;
});

const project = projectOf('/shop', [
  { file: 'a.ts', exports: { orders: entity('t.orders'), default: { database: 'shop.duckdb' } } },
]);

const engine = () => lastValueFrom(engineFor(project, { scheduler: asyncScheduler }));

describe('engineFor', () => {
  afterAll(() => void jest.resetModules());

  it.each(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'])(
    'says what is to be installed (%s)',
    async (code) => {
      failure = Object.assign(new Error("Cannot find package '@duckdb/node-api'"), { code });
      await expect(engine()).rejects.toMatchObject({
        name: 'ProjectError',
        message:
          'expected the package @duckdb/node-api for the database /shop/shop.duckdb, got none; install it with npm install @duckdb/node-api',
        cause: failure,
      });
    },
  );

  it('leaves any other failure as it is', async () => {
    failure = new Error('the binary is of another machine');
    await expect(engine()).rejects.toBe(failure);
  });
});
