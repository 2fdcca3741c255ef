import { describe, expect, it } from '@jest/globals';
import { catchError, map, NEVER, of, tap, throwError } from 'rxjs';
import type { Engine } from '../../lib/data/engine.ts';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import { type Pipe, pipe } from '../../lib/definitions/pipe.ts';
import { caughtUp } from '../../lib/streaming/microBatches/caughtUp.ts';
import { observableSource } from '../../lib/streaming/microBatches/observableSource.ts';
import { pipeQuery } from '../../lib/streaming/microBatches/pipeQuery.ts';
import type { PipeQueryOptions } from '../../lib/streaming/microBatches/pipeQueryOptions.ts';
import { type Queries, queries } from '../../lib/streaming/queries/queries.ts';
import { marbles } from '../../lib/testing/marbles.ts';
import { even, evens, events, numbered, write } from './support/streamedPipes.ts';

const withEvents = (...numbers: readonly number[]) => {
  const engine = memoryEngine();
  for (const n of numbers) write(engine, events, numbered(n));
  return engine;
};

/** A set with one query of a pipe in it, and what waits for it. */
function set(of: Pipe, options: PipeQueryOptions) {
  const query = pipeQuery(of, options);
  const all = queries({ recovery: false }).register(query);
  const waiting$ = caughtUp(query, { engine: options.engine, queries: all });
  return { all, version$: waiting$.pipe(map(({ version }) => String(version))) };
}

const started = (all: Queries) => all.start(evens.id).pipe(map(() => 's'));

/** What an error says in place of it. */
const saidOnError = catchError((error: Error) => of([error.message, error.cause]));

/** Has something done at a moment. */
const does = (engine: Engine, n: number) => tap(() => write(engine, events, numbered(n)));

// biome-ignore format: marbles are aligned by hand
describe('caughtUp', () => {
  it('emits once, when what was there is committed', marbles(({ expectObservable }) => {
    const engine = withEvents(1, 2, 3);
    const { all, version$ } = set(evens, { engine, maxRows: 1, trigger: { every: 5 } });
    const batches$ = all.progress$.pipe(map(({ progress }) => String(progress.batchId)));
    const run = '     ^-------------------!';
    const batches = ' 0----1----2----------';
    const expected = '----------(3|)';

    expectObservable(batches$, run).toBe(batches);
    expectObservable(version$).toBe(expected);
    expectObservable(all.run$, run).toBe('-');
    expectObservable(started(all)).toBe('(s|)');
  }));

  it('waits for what was there when it was subscribed to, and for nothing that comes later', marbles(({ hot, expectObservable }) => {
    const engine = withEvents(1);
    const { all, version$ } = set(evens, { engine, trigger: { every: 5 } });
    const comes = hot('   --w----w-----').pipe(does(engine, 2));
    const run = '         ^-------------------!';
    const first = '       ---^';
    const late = '        -------------------^';
    const expected = '    -----(2|)';
    const expectedLate = '-------------------(3|)';

    expectObservable(comes.pipe(map(() => 'w'))).toBe('--w----w-----');
    expectObservable(all.run$, run).toBe('-');
    expectObservable(started(all)).toBe('(s|)');
    expectObservable(version$, first).toBe(expected);
    expectObservable(version$, late).toBe(expectedLate);
  }));

  it('emits at once where nothing was ever written', marbles(({ expectObservable }) => {
    const { version$ } = set(evens, { engine: memoryEngine() });

    expectObservable(version$).toBe('(0|)');
  }));

  it('waits for a query that is not started yet', marbles(({ cold, expectObservable }) => {
    const engine = withEvents(1, 2);
    const { all, version$ } = set(evens, { engine });
    const run = '     ^--------------!';
    const starts = '  ----s';
    const expected = '----(2|)';

    cold(starts).subscribe(() => all.start(evens.id).subscribe());
    expectObservable(all.run$, run).toBe('-');
    expectObservable(version$).toBe(expected);
  }));

  it('errors when the query fails before', marbles(({ expectObservable }) => {
    const engine = withEvents(1, 2);
    const broken = pipe('evens', { inputs: [events], output: even, mode: 'stream', run: () => throwError(() => new Error('no')) });
    const { all, version$ } = set(broken, { engine });
    const run = '     ^---!';

    expectObservable(all.run$, run).toBe('-');
    expectObservable(started(all)).toBe('(s|)');
    expectObservable(version$.pipe(saidOnError)).toBe('(e|)', {
      e: ['expected evens to catch up with version 2 of bronze.events, but it failed at version 0', new Error('no')],
    });
  }));

  it('errors when the query is stopped before', marbles(({ cold, expectObservable }) => {
    const engine = withEvents(1);
    const stuck = pipe('evens', { inputs: [events], output: even, mode: 'stream', run: () => NEVER });
    const { all, version$ } = set(stuck, { engine });
    const run = '     ^ 40s !';

    cold('            --s').subscribe(() => all.stop(evens.id, { reason: 'enough' }).subscribe());
    expectObservable(all.run$, run).toBe('-');
    expectObservable(started(all)).toBe('(s|)');
    expectObservable(version$.pipe(saidOnError), '^ 40s !').toBe('30002ms (e|)', {
      e: ['expected evens to catch up with version 1 of bronze.events, but it was stopped (enough) at version 0', undefined],
    });
  }));

  it('emits where a query has come to its end with all that was there', marbles(({ expectObservable }) => {
    const engine = withEvents(1, 2);
    const { all, version$ } = set(evens, { engine, trigger: 'available_now' });
    const run = '     ^---!';
    const after = '   --^';

    expectObservable(all.run$, run).toBe('-');
    expectObservable(started(all)).toBe('(s|)');
    expectObservable(version$, after).toBe('--(2|)');
  }));

  it('sees a checkpoint that another process moves on', marbles(({ cold, expectObservable }) => {
    const engine = withEvents(1);
    const { version$ } = set(evens, { engine });
    const elsewhere = pipeQuery(evens, { engine, trigger: 'available_now' });

    cold('-----g').subscribe(() => elsewhere.subscribe());
    expectObservable(version$).toBe('1s (1|)');
  }));

  it('errors as the engine does', marbles(({ expectObservable }) => {
    const engine = { ...withEvents(1), notes: () => throwError(() => new Error('gone')) };
    const { version$ } = set(evens, { engine });

    expectObservable(version$).toBe('#', undefined, new Error('gone'));
  }));

  it('looks at nothing any more once it is unsubscribed from', marbles(({ expectObservable, expectSubscriptions, cold }) => {
    const engine = withEvents(1);
    const notes = cold<never>('--');
    const { version$ } = set(evens, { engine: { ...engine, notes: () => notes } });

    expectObservable(version$, '^----!').toBe('-');
    expectSubscriptions(notes.subscriptions).toBe('^----!');
  }));
});

describe('caughtUp is refused', () => {
  it('for what a source drives', () => {
    const engine = memoryEngine();
    const query = pipeQuery(evens, { engine, source: observableSource(() => NEVER) });
    expect(() => caughtUp(query, { engine, queries: queries() })).toThrow(
      'expected a query that an entity drives, got evens, which a source drives',
    );
  });

  it('for a poll that is none', () => {
    const engine = memoryEngine();
    const query = pipeQuery(evens, { engine });
    expect(() => caughtUp(query, { engine, queries: queries(), poll: 0 })).toThrow(RangeError);
  });

  it('with an error where the query is not in the set', () => {
    const engine = withEvents(2);
    const failures: unknown[] = [];
    caughtUp(pipeQuery(evens, { engine }), { engine, queries: queries() }).subscribe({
      error: (error: unknown) => failures.push(error),
    });
    expect(failures).toEqual([expect.objectContaining({ name: 'UnknownQueryError' })]);
  });
});
