import { concat, throwError } from 'rxjs';
import type { Engine } from '../data/engine.ts';
import { EngineError } from '../data/engineError.ts';
import type { CaseBody } from './engineCase.ts';
import { allOf, failureOf, order, rowsOf, same, write } from './engineChecks.ts';
import { note, notesOf } from './engineNotes.ts';

const needs = ['transactions'] as const;

/** What two transactions at the same time, which note something each, come to. */
async function both(engine: Engine, keys: readonly [string, string]): Promise<unknown[]> {
  const errors: unknown[] = [];
  const fails = (error: unknown) => errors.push(error);
  const outer = async (inside: Engine) => {
    await note(inside, 'suite.a', { [keys[0]]: 'outer' });
    const inner = (other: Engine) => other.note('suite.a', [[keys[1], 'inner']]);
    await allOf(engine.transaction(inner)).catch(fails);
  };
  await allOf(engine.transaction(outer)).catch(fails);
  return errors.map((error) =>
    error instanceof EngineError ? [error.errorClass, error.transient] : error,
  );
}

/** What becomes of notes together with rows. */
export const engineNoteTransactionCases: readonly CaseBody[] = [
  {
    name: 'notes: are committed together with rows, and seen inside of the transaction before',
    needs,
    body: async ({ engine, orders }) => {
      await note(engine, 'suite.a', { a: 1, b: 1 });
      const work = async (inside: Engine) => {
        await write(inside, orders, [[order(1)]]);
        await note(inside, 'suite.a', { a: 2, b: undefined, c: 2 });
        same('notes seen from inside', await notesOf(inside, 'suite.a'), [
          ['a', 2],
          ['c', 2],
        ]);
        same('notes seen from outside', await notesOf(engine, 'suite.a'), [
          ['a', 1],
          ['b', 1],
        ]);
      };
      await allOf(engine.transaction(work));
      same('notes after the commit', await notesOf(engine, 'suite.a'), [
        ['a', 2],
        ['c', 2],
      ]);
      same('rows after the commit', await rowsOf(engine, orders), [order(1)]);
    },
  },
  {
    name: 'notes: are as they were when a transaction fails, and so are rows',
    needs,
    body: async ({ engine, orders }) => {
      await note(engine, 'suite.a', { a: 1 });
      const boom = new Error('the work broke');
      const work = (inside: Engine) =>
        concat(
          inside.note('suite.a', [
            ['a', 2],
            ['b', 2],
          ]),
          inside.write(orders, [[order(1)]], { mode: 'append' }),
          throwError(() => boom),
        );
      same('the error', (await failureOf('a transaction', engine.transaction(work))) === boom, true);
      same('notes', await notesOf(engine, 'suite.a'), [['a', 1]]);
      same('rows', await rowsOf(engine, orders), []);
    },
  },
  {
    name: 'notes: of two transactions that note one key, one gets a conflict that is worth a retry',
    needs,
    body: async ({ engine }) => {
      same('errors for a new key', await both(engine, ['new', 'new']), [['conflict', true]]);
      await note(engine, 'suite.a', { known: 'before' });
      same('errors for a known key', await both(engine, ['known', 'known']), [['conflict', true]]);
      const keys = (await notesOf(engine, 'suite.a')).map(([key]) => key);
      same('keys', keys, ['known', 'new']);
    },
  },
  {
    name: 'notes: of two transactions that note different keys, both take effect',
    needs,
    body: async ({ engine }) => {
      same('errors', await both(engine, ['a', 'b']), []);
      same('notes', await notesOf(engine, 'suite.a'), [
        ['a', 'outer'],
        ['b', 'inner'],
      ]);
    },
  },
];
