import { concat, finalize, NEVER, of, Subject, takeUntil, throwError, timer } from 'rxjs';
import type { WriteMode } from '../data/writeMode.ts';
import type { Row } from '../definitions/frame.ts';
import type { CaseBody } from './engineCase.ts';
import {
  allDuring,
  allOf,
  failureOf,
  order,
  refused,
  rowsOf,
  same,
  someOrders,
  write,
} from './engineChecks.ts';

const modes: readonly WriteMode[] = [{ mode: 'append' }, { mode: 'overwrite' }, { mode: 'merge' }];

/** All or nothing, and what others see of it. */
export const engineAtomicityCases: readonly CaseBody[] = [
  {
    name: 'all or none: a source that errors leaves the entity as it was, and its error is passed on',
    body: async ({ engine, orders }) => {
      await write(engine, orders, [someOrders(3)]);
      const boom = new Error('the source broke');
      for (const mode of modes) {
        const source = concat(
          of([order(1, 100)], [order(7)]),
          throwError(() => boom),
        );
        const error = await failureOf(mode.mode, engine.write(orders, source, mode));
        same(`error of ${mode.mode}`, error === boom, true);
        same(`rows after a failed ${mode.mode}`, await rowsOf(engine, orders), someOrders(3));
      }
    },
  },
  {
    name: 'all or none: a bad row in a late batch leaves the entity as it was',
    body: async ({ engine, orders }) => {
      await write(engine, orders, [someOrders(3)]);
      for (const mode of modes) {
        const source = [someOrders(50, 10), someOrders(50, 100), [{ id: 'x' }]];
        await refused(mode.mode, engine.write(orders, source, mode), 'schema_mismatch');
        same(`rows after a refused ${mode.mode}`, await rowsOf(engine, orders), someOrders(3));
      }
    },
  },
  {
    name: 'all or none: who unsubscribes midway leaves the entity as it was, and the source',
    body: async ({ engine, orders }) => {
      await write(engine, orders, [someOrders(3)]);
      for (const mode of modes) {
        let isLeft = false;
        const source = concat(of([order(1, 100)], [order(7)]), NEVER).pipe(finalize(() => (isLeft = true)));
        await allOf(engine.write(orders, source, mode).pipe(takeUntil(timer(30))));
        same(`the source of ${mode.mode} was left`, isLeft, true);
        same(`rows after leaving ${mode.mode}`, await rowsOf(engine, orders), someOrders(3));
      }
    },
  },
  {
    name: 'all or none: nobody sees a write before it is done',
    body: async ({ engine, orders }) => {
      for (const mode of modes) {
        await write(engine, orders, [someOrders(3)], { mode: 'overwrite' });
        const source = new Subject<readonly Row[]>();
        const writing$ = engine.write(orders, concat(of([order(7)]), source), mode);
        await allDuring(writing$, async () => {
          await allOf(timer(10));
          same(`rows in the middle of ${mode.mode}`, await rowsOf(engine, orders), someOrders(3));
          source.complete();
        });
        const after = mode.mode === 'overwrite' ? [order(7)] : [...someOrders(3), order(7)];
        same(`rows after ${mode.mode}`, await rowsOf(engine, orders), after);
      }
    },
  },
  {
    name: 'all or none: writes at the same time all take effect',
    body: async ({ engine, orders }) => {
      const parts = [someOrders(100), someOrders(100, 100), someOrders(100, 200)];
      await Promise.all(parts.map((rows) => write(engine, orders, [rows.slice(0, 50), rows.slice(50)])));
      same('rows', await rowsOf(engine, orders), someOrders(300));
    },
  },
];
