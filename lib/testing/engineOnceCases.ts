import { concat, map, of, throwError, timer } from 'rxjs';
import type { Engine } from '../data/engine.ts';
import type { WriteSource, Written } from '../data/write.ts';
import type { WriteMode } from '../data/writeMode.ts';
import type { Entity } from '../definitions/entity.ts';
import type { CaseBody } from './engineCase.ts';
import { allOf, failureOf, holds, oneOf, order, rowsOf, same, write } from './engineChecks.ts';

const append: WriteMode = { mode: 'append' };
const once = 'suite.batch 1';
const writeOnce = (engine: Engine, entity: Entity, source: WriteSource, mode: WriteMode = append) =>
  write(engine, entity, source, mode, { once });

/** What a write tells of itself, whether it did it or not. */
const told = ({ mode, version, rowsWritten, inserted, updated, deleted }: Written) => ({
  ...{ mode, version, rowsWritten, inserted, updated, deleted },
});

/** Writes that are done once. */
export const engineOnceCases: readonly CaseBody[] = [
  {
    name: 'once: a repetition changes nothing, and tells what the first one did',
    body: async ({ engine, orders }) => {
      const first = await writeOnce(engine, orders, [[order(1), order(2)]]);
      holds('the first one is no repetition', first.repeated !== true);
      await write(engine, orders, [[order(3)]], append, { once: 'suite.batch 2' });
      for (const source of [[[order(1), order(2)]], [[order(9)]], []]) {
        const again = await writeOnce(engine, orders, source);
        same('repeated', again.repeated, true);
        same('what it tells', told(again), told(first));
      }
      same('rows', await rowsOf(engine, orders), [order(1), order(2), order(3)]);
      const entries = await oneOf(engine.history({ entityIds: [orders.id] }));
      same('number of entries in the history', entries.length, 2);
    },
  },
  {
    name: 'once: in any mode, also where the table would change again',
    body: async ({ engine, orders }) => {
      await writeOnce(engine, orders, [[order(1)]], { mode: 'overwrite' });
      await write(engine, orders, [[order(1, 10)]], { mode: 'merge' });
      const again = await writeOnce(engine, orders, [[order(1)]], { mode: 'overwrite' });
      same('repeated', again.repeated, true);
      same('rows', await rowsOf(engine, orders), [order(1, 10)]);
    },
  },
  {
    name: 'once: what failed was not done',
    body: async ({ engine, orders }) => {
      const boom = new Error('the source broke');
      const breaking = concat(
        of([order(1)]),
        throwError(() => boom),
      );
      await failureOf('a source that breaks', engine.write(orders, breaking, append, { once }));
      const written = await writeOnce(engine, orders, [[order(1)]]);
      holds('it is no repetition', written.repeated !== true);
      same('rows', await rowsOf(engine, orders), [order(1)]);
    },
  },
  {
    name: 'once: of two at the same time, one does it and the other repeats it',
    body: async ({ engine, orders }) => {
      const slowly = () => concat(of([order(1)]), timer(20).pipe(map(() => [order(2)])));
      const both = await Promise.all([1, 2].map(() => writeOnce(engine, orders, slowly())));
      same('how many repeat', both.filter(({ repeated }) => repeated).length, 1);
      same('what the second tells', told(both[1] as Written), told(both[0] as Written));
      same('rows', await rowsOf(engine, orders), [order(1), order(2)]);
    },
  },
  {
    name: 'once: holds in later transactions, and is taken back with one that fails',
    needs: ['transactions'],
    body: async ({ engine, orders }) => {
      const failing = async (inside: Engine) => {
        await writeOnce(inside, orders, [[order(1)]]);
        const again = await writeOnce(inside, orders, [[order(1)]]);
        same('repeated in the same transaction', again.repeated, true);
        throw new Error('the work broke');
      };
      await failureOf('a transaction that fails', engine.transaction(failing));
      const first = await writeOnce(engine, orders, [[order(2)]]);
      holds('it is no repetition', first.repeated !== true);
      const work = async (inside: Engine) => {
        const again = await writeOnce(inside, orders, [[order(2)]]);
        same('repeated in a later transaction', again.repeated, true);
        same('what it tells', told(again), told(first));
      };
      await allOf(engine.transaction(work));
      same('rows', await rowsOf(engine, orders), [order(2)]);
    },
  },
];
