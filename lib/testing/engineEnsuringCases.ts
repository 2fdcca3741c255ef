import { concat, NEVER, of, takeUntil, throwError, timer } from 'rxjs';
import type { CaseBody } from './engineCase.ts';
import { allOf, failureOf, order, refused, rowsOf, same, write } from './engineChecks.ts';

const append = { mode: 'append' } as const;
const ensure = { ensure: true } as const;

/** Writes that make their table. */
export const engineEnsuringCases: readonly CaseBody[] = [
  {
    name: 'write: makes its table in the same step, once, and says whether it did',
    body: async ({ engine, absent }) => {
      const first = await write(engine, absent, [[order(1)]], append, ensure);
      same('created by the first', first.created, true);
      same('inserted by the first', first.inserted, 1);
      const second = await write(engine, absent, [[order(2)]], append, ensure);
      same('created by the second', second.created, false);
      const third = await write(engine, absent, [[order(3)]], append);
      same('created by one that was not to', third.created, undefined);
      same('rows', await rowsOf(engine, absent), [order(1), order(2), order(3)]);
    },
  },
  {
    name: 'write: makes its table also for no rows',
    body: async ({ engine, absent }) => {
      for (const mode of ['append', 'overwrite'] as const) {
        same('created', (await write(engine, absent, [], { mode }, ensure)).created, true);
        same('rows', await rowsOf(engine, absent), []);
        await allOf(engine.drop(absent));
      }
    },
  },
  {
    name: 'write: leaves no table behind when it fails, or is left',
    body: async ({ engine, absent }) => {
      const boom = new Error('the source broke');
      const breaking = concat(
        of([order(1)]),
        throwError(() => boom),
      );
      const error = await failureOf('a source', engine.write(absent, breaking, append, ensure));
      same('the error is the one of the source', error === boom, true);
      await refused('rows after an error', engine.read(absent).rows(), 'not_found');
      await refused('a bad row', engine.write(absent, [[{ id: 'x' }]], append, ensure), 'schema_mismatch');
      await refused('rows after a bad row', engine.read(absent).rows(), 'not_found');
      const endless = concat(of([order(1)]), NEVER);
      await allOf(engine.write(absent, endless, append, ensure).pipe(takeUntil(timer(30))));
      await refused('rows after leaving', engine.read(absent).rows(), 'not_found');
    },
  },
  {
    name: 'write: makes its table once when several do at the same time',
    body: async ({ engine, absent }) => {
      const written = await Promise.all(
        [1, 2, 3].map((number) => write(engine, absent, [[order(number)]], append, ensure)),
      );
      same('how many made it', written.filter(({ created }) => created).length, 1);
      same('rows', await rowsOf(engine, absent), [order(1), order(2), order(3)]);
    },
  },
];
