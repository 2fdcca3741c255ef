import { concat, finalize, ignoreElements, NEVER, of, takeUntil, throwError, timer } from 'rxjs';
import type { Engine } from '../data/engine.ts';
import { EngineError } from '../data/engineError.ts';
import type { Row } from '../definitions/frame.ts';
import type { CaseBody } from './engineCase.ts';
import { allOf, failureOf, order, refused, rowsOf, same, write } from './engineChecks.ts';

const needs = ['transactions'] as const;
const append = (engine: Engine, entity: Parameters<Engine['write']>[0], row: Row) =>
  engine.write(entity, [[row]], { mode: 'append' });

/** Writes to several entities, all or none. */
export const engineTransactionCases: readonly CaseBody[] = [
  {
    name: 'transaction: commits all of its writes, and passes on what its work emits',
    needs,
    body: async ({ engine, orders, parts, absent }) => {
      const values = await allOf(
        engine.transaction((inside) =>
          concat(
            concat(append(inside, orders, order(1)), append(inside, parts, order(2))).pipe(
              ignoreElements(),
            ),
            concat(inside.ensure(absent), append(inside, absent, order(3))).pipe(ignoreElements()),
            of('done'),
          ),
        ),
      );
      same('values', values, ['done']);
      for (const [i, entity] of [orders, parts, absent].entries())
        same(`rows of ${entity.id}`, await rowsOf(engine, entity), [order(i + 1)]);
    },
  },
  {
    name: 'transaction: writes nothing when its work errors, and passes the error on',
    needs,
    body: async ({ engine, orders, parts, absent }) => {
      await write(engine, parts, [[order(1)]]);
      const boom = new Error('the work broke');
      const work = (inside: Engine) =>
        concat(
          append(inside, orders, order(1)),
          inside.drop(parts),
          inside.ensure(absent),
          throwError(() => boom),
        );
      const error = await failureOf('a transaction whose work errors', engine.transaction(work));
      same('the error is the one of the work', error === boom, true);
      same('rows of what was written', await rowsOf(engine, orders), []);
      same('rows of what was dropped', await rowsOf(engine, parts), [order(1)]);
      await refused('rows of what was made', engine.read(absent).rows(), 'not_found');
    },
  },
  {
    name: 'transaction: writes nothing when it is unsubscribed from, and leaves its work',
    needs,
    body: async ({ engine, orders }) => {
      let isLeft = false;
      const work = (inside: Engine) =>
        concat(append(inside, orders, order(1)), NEVER).pipe(finalize(() => (isLeft = true)));
      await allOf(engine.transaction(work).pipe(takeUntil(timer(30))));
      same('the work was left', isLeft, true);
      same('rows', await rowsOf(engine, orders), []);
    },
  },
  {
    name: 'transaction: sees its own writes, which nobody else sees before the end',
    needs,
    body: async ({ engine, orders }) => {
      const work = async (inside: Engine) => {
        await write(inside, orders, [[order(1)]]);
        await write(inside, orders, [[order(1, 10), order(2)]], { mode: 'merge' });
        same('rows seen from outside', await rowsOf(engine, orders), []);
        same('rows seen from inside', await rowsOf(inside, orders), [order(1, 10), order(2)]);
      };
      await allOf(engine.transaction(work));
      same('rows after the commit', await rowsOf(engine, orders), [order(1, 10), order(2)]);
    },
  },
  {
    name: 'transaction: refuses a second one inside, and is over when it is over',
    needs,
    body: async ({ engine, orders }) => {
      let kept = engine;
      const work = async (inside: Engine) => {
        kept = inside;
        same('transactions inside', inside.capabilities.transactions, false);
        await refused(
          'a transaction inside',
          inside.transaction(() => of(1)),
          'unsupported',
        );
        await refused('closing inside', inside.close(), 'unsupported');
      };
      await allOf(engine.transaction(work));
      await refused('writing after the end', append(kept, orders, order(1)), 'closed');
      same('rows', await rowsOf(engine, orders), []);
    },
  },
  {
    name: 'transaction: of two writers of one entity, one gets a conflict that is worth a retry',
    needs,
    body: async ({ engine, orders }) => {
      const errors: unknown[] = [];
      const work = async (inside: Engine) => {
        await write(inside, orders, [[order(1)]]);
        await write(engine, orders, [[order(2)]]).catch((error: unknown) => errors.push(error));
      };
      await allOf(engine.transaction(work)).catch((error: unknown) => errors.push(error));
      const told = errors.map(
        (error) => error instanceof EngineError && [error.errorClass, error.transient],
      );
      same('errors of both writers', told, [['conflict', true]]);
      same('number of rows', (await rowsOf(engine, orders)).length, 1);
    },
  },
];
