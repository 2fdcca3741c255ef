import { describe, expect, it } from '@jest/globals';
import { catchError, delay, map, of, tap } from 'rxjs';
import { CheckFailedError } from '../../lib/data/checks/checkFailedError.ts';
import type { Engine } from '../../lib/data/engine.ts';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import { entity } from '../../lib/definitions/entity.ts';
import { type Check, expects } from '../../lib/definitions/expects.ts';
import type { Frame } from '../../lib/definitions/frame.ts';
import { type Pipe, pipe } from '../../lib/definitions/pipe.ts';
import { Registry } from '../../lib/definitions/registry.ts';
import { sql } from '../../lib/definitions/sql.ts';
import { plan } from '../../lib/planning/makePlan.ts';
import { streaming } from '../../lib/planning/streaming.ts';
import { Signals } from '../../lib/signals/signals.ts';
import { classifyFailures } from '../../lib/streaming/failures/classifyFailures.ts';
import { BlockedByCheckError } from '../../lib/streaming/microBatches/blockedByCheckError.ts';
import { pipeQueries } from '../../lib/streaming/microBatches/pipeQueries.ts';
import { pipeQuery } from '../../lib/streaming/microBatches/pipeQuery.ts';
import type { PipeQueryOptions } from '../../lib/streaming/microBatches/pipeQueryOptions.ts';
import { StreamChecks } from '../../lib/streaming/microBatches/streamChecks.ts';
import { marbles } from '../../lib/testing/marbles.ts';
import { SimulatedScheduler } from '../../lib/testing/simulatedScheduler.ts';
import { failureOf } from '../support/failureOf.ts';
import { events, fromTo, numbered, numbersOf, rowsOf, running, write } from './support/streamedPipes.ts';

const passing = (...checks: readonly Check[]) =>
  pipe('checked', {
    inputs: [events],
    output: entity('silver.checked', { checks }),
    mode: 'stream',
    run: ({ bronze_events }) => bronze_events.rows(),
  });
const small = expects.range('n', { max: 9 });
const smallAsWarning = expects.range('n', { max: 9 }, { severity: 'warn' });
const distinct = expects.unique('n');

const withEvents = (...numbers: readonly number[]) => {
  const engine = memoryEngine();
  write(engine, events, numbered(...numbers));
  return engine;
};

/** What checks came to, as `name: rows` or `name: rows, violations`. */
function checksToldOf(signals: Signals) {
  const told: string[] = [];
  signals
    .of('entity.check_passed')
    .subscribe(({ payload }) => told.push(`${payload.kind}: ${payload.rows}`));
  signals
    .of('entity.check_failed')
    .subscribe(({ payload }) =>
      told.push(`${payload.kind}: ${payload.rows}, ${payload.violations} not so`),
    );
  return told;
}

// biome-ignore format: marbles are aligned by hand
describe('checks of a stream in virtual time', () => {
  /** A batch as its id, and the error by its name. */
  const told = (of$: ReturnType<typeof passing>, options: PipeQueryOptions) =>
    pipeQuery(of$, { poll: 1_000, ...options }).pipe(
      map(({ batchId, numInputRows }) => (numInputRows > 0 ? String(batchId) : 'i')),
      catchError((error: Error) => of(error instanceof CheckFailedError ? 'X' : error.message)),
    );
  const checkedIn = (signals: Signals) => signals.of('entity.check_*').pipe(map(({ name }) => (name === 'entity.check_passed' ? 'p' : 'f')));

  it('are made after a batch, and then at most once in an interval, also where no batch follows', marbles(({ hot, expectObservable }) => {
    const engine = withEvents(1, 2);
    const signals = new Signals();
    const wake$ = hot('  ---w--w-----------------').pipe(tap(() => write(engine, events, numbered(3))));
    const run = '        ^-----------------------!';
    const batches = '    0--1--2-----------------';
    const checks = '     p---------p-------------';

    expectObservable(checkedIn(signals), run).toBe(checks);
    expectObservable(told(passing(small), { engine, signals, wake$, checkEvery: 10 }), run).toBe(batches);
  }));

  it('wait for the interval between batches as well, and leave these where they are', marbles(({ expectObservable }) => {
    const engine = withEvents(1, 2, 3, 4, 5);
    const signals = new Signals();
    const run = '        ^-----------------------!';
    const batches = '    0----1----2-------------';
    const checks = '     p-------p-------p-------';

    expectObservable(checkedIn(signals), run).toBe(checks);
    expectObservable(told(passing(small), { engine, signals, maxRows: 2, trigger: { every: 5 }, checkEvery: 8 }), run).toBe(batches);
  }));

  it('end the query where one fails', marbles(({ hot, expectObservable }) => {
    const engine = withEvents(1, 2);
    const signals = new Signals();
    const wake$ = hot('  ---w--------------------').pipe(tap(() => write(engine, events, numbered(70))));
    const batches = '    0--1------(X|)';
    const checks = '     p---------f-------------';

    expectObservable(checkedIn(signals), '^-----------------------!').toBe(checks);
    expectObservable(told(passing(small), { engine, signals, wake$, checkEvery: 10 })).toBe(batches);
  }));

  it('are made of what was left when the query comes to its end', marbles(({ expectObservable }) => {
    const engine = withEvents(1, 2, 3, 4);
    const signals = new Signals();
    const batches = '    (01|)';
    const checks = '     (pp)--------------------';

    expectObservable(checkedIn(signals), '^-----------------------!').toBe(checks);
    expectObservable(told(passing(small), { engine, signals, maxRows: 2, trigger: 'available_now' })).toBe(batches);
  }));

  it('are left aside when it is stopped', marbles(({ hot, expectObservable }) => {
    const engine = withEvents(1, 2);
    const signals = new Signals();
    const wake$ = hot('  ---w--------------------').pipe(tap(() => write(engine, events, numbered(3))));
    const run = '        ^----!                  ';
    const batches = '    0--1--------------------';
    const checks = '     p-----------------------';

    expectObservable(checkedIn(signals), '^-----------------------!').toBe(checks);
    expectObservable(told(passing(small), { engine, signals, wake$, checkEvery: 10 }), run).toBe(batches);
  }));
});

describe('checks of a stream', () => {
  const more = (engine: Engine, ...numbers: readonly number[]) =>
    write(engine, events, numbered(...numbers));

  it('look at what came since, where each row tells by itself, and else at everything', () => {
    const engine = withEvents(1, 2, 3);
    const signals = new Signals();
    const told = checksToldOf(signals);
    const { start, scheduler } = running(passing(small, distinct), { engine, signals });
    start();
    scheduler.advanceBy(1);
    more(engine, 4, 5);
    scheduler.advanceBy(60_000);
    scheduler.advanceBy(600_000);
    expect(told).toEqual(['range: 3', 'unique: 3', 'range: 2', 'unique: 5']);
  });

  it('tell of a warning, go on, and look at everything until all is well', () => {
    const engine = withEvents(1, 2);
    const signals = new Signals();
    const told = checksToldOf(signals);
    const checked = passing(smallAsWarning);
    const { start, scheduler, ends } = running(checked, { engine, signals });
    const next = (...numbers: readonly number[]) => {
      more(engine, ...numbers);
      scheduler.advanceBy(60_000);
    };
    start();
    scheduler.advanceBy(1);
    next(70);
    next(3);
    write(engine, checked.output, numbered(1, 2, 3), { mode: 'overwrite' });
    next(4);
    next(5);
    expect(told).toEqual(['range: 2', 'range: 1, 1 not so', 'range: 4, 1 not so', 'range: 4', 'range: 1']);
    expect(ends).toEqual([]);
  });

  it('leave what was written, and the next run looks at it before it writes more', () => {
    const engine = withEvents(1, 70);
    const checks = new StreamChecks();
    const checked = passing(small);
    const { start, scheduler, ends, batches } = running(checked, { engine, checks });
    start();
    scheduler.advanceBy(1);
    expect(ends).toEqual([expect.any(CheckFailedError)]);
    expect(numbersOf(engine, checked.output)).toEqual([1, 70]);
    more(engine, 2);
    start();
    scheduler.advanceBy(1);
    expect(ends).toEqual([expect.any(CheckFailedError), expect.any(CheckFailedError)]);
    expect(batches()).toEqual([[0, 2]]);
    write(engine, checked.output, numbered(1), { mode: 'overwrite' });
    start();
    scheduler.advanceBy(1);
    expect(batches()).toEqual([
      [0, 2],
      [1, 1],
    ]);
  });

  it('are not made with checkEvery: false, nor where there are none', () => {
    for (const [checked, checkEvery] of [[passing(small), false] as const, [passing(), 5] as const]) {
      const engine = withEvents(...fromTo(1, 20));
      const signals = new Signals();
      const told = checksToldOf(signals);
      const { start, scheduler, ends } = running(checked, { engine, signals, checkEvery });
      start();
      scheduler.advanceBy(1_000);
      expect([told, ends, rowsOf(engine, checked.output)]).toEqual([[], [], numbered(...fromTo(1, 20))]);
    }
  });

  it('count as failed where they cannot be made', () => {
    const engine = withEvents(1);
    const { start, scheduler, ends } = running(
      passing(expects.sql('none', (rows) => sql`select * from ${rows}`)),
      { engine },
    );
    start();
    scheduler.advanceBy(1);
    expect(String(ends[0])).toContain('none is broken');
  });

  it('keep queries that read the output from going on, as blocks says, until they pass', () => {
    const engine = withEvents(1, 70);
    const checks = new StreamChecks();
    const checked = passing(small);
    const reads = (id: string) =>
      pipe(id, {
        inputs: [checked.output],
        output: entity(`gold.${id}`),
        mode: 'stream',
        run: ({ silver_checked }) => silver_checked.rows(),
      });
    const first = running(checked, { engine, checks });
    const reader = running(reads('reader'), { engine, checks });
    first.start();
    first.scheduler.advanceBy(1);
    reader.start();
    reader.scheduler.advanceBy(1);
    expect(reader.ends).toEqual([expect.any(BlockedByCheckError)]);
    expect(String(reader.ends[0])).toContain(
      'expected silver.checked to pass its checks for reader to read it, but range(n) failed: 1 of 2 rows are not so',
    );
    write(engine, checked.output, numbered(1), { mode: 'overwrite' });
    first.start();
    first.scheduler.advanceBy(1);
    reader.start();
    reader.scheduler.advanceBy(1);
    expect(reader.batches().map(([batchId]) => batchId)).toEqual([0]);
  });

  it('are known to all queries of a plan', () => {
    const checked = passing(small);
    const reader = pipe('reader', { inputs: [checked.output], mode: 'stream', run: () => [] });
    const made = plan(new Registry().add(checked, reader).wiring(), ['checked', 'reader'], {
      strategy: streaming,
    });
    const scheduler = new SimulatedScheduler();
    const ends: unknown[] = [];
    for (const id of ['checked', 'reader'])
      pipeQueries(made, { engine: withEvents(1, 70) })
        .filter((query) => query.id === id)
        .map((query) =>
          query.watched({ scheduler }).subscribe({ error: (error) => ends.push(error.name) }),
        );
    scheduler.advanceBy(1);
    expect(ends).toEqual(['CheckFailedError']);
    const [engine, together] = [withEvents(1, 70), new SimulatedScheduler()];
    // Those who write are made last.
    for (const query of pipeQueries(made, { engine }))
      query.watched({ scheduler: together }).subscribe({ error: (error) => ends.push(error.name) });
    together.advanceBy(5_000);
    expect(ends.slice(1).sort()).toEqual(['BlockedByCheckError', 'CheckFailedError']);
  });

  it('are not made after the batch that a stop waits for', () => {
    const engine = withEvents(1, 2);
    const signals = new Signals();
    const told = checksToldOf(signals);
    const { start, scheduler, batches } = running(
      {
        ...passing(small),
        run: ({ bronze_events }) => (bronze_events as Frame).rows().pipe(delay(5, scheduler)),
      } as Pipe,
      { engine, signals },
    );
    const stopping = start();
    scheduler.advanceBy(2);
    stopping.unsubscribe();
    scheduler.advanceBy(1_000);
    expect([told, numbersOf(engine, passing(small).output), batches()]).toEqual([[], [1, 2], []]);
  });

  it('keep only those from going on that are meant', () => {
    const engine = withEvents(1, 70);
    const checks = new StreamChecks();
    const warned = passing(expects.range('n', { max: 9 }, { severity: 'warn', blocks: ['meant'] }));
    const reads = (id: string) => pipe(id, { inputs: [warned.output], mode: 'stream', run: () => [] });
    const first = running(warned, { engine, checks });
    first.start();
    first.scheduler.advanceBy(1);
    const [meant, other] = ['meant', 'other'].map((id) => running(reads(id), { engine, checks }));
    meant?.start();
    other?.start();
    meant?.scheduler.advanceBy(1);
    other?.scheduler.advanceBy(1);
    expect([meant?.ends, other?.ends, first.ends]).toEqual([[expect.any(BlockedByCheckError)], [], []]);
  });

  it('are no failure that starting again could help', () => {
    const classify = classifyFailures();
    expect(classify(new CheckFailedError('a', []))).toBe('permanent');
  });

  it('refuse an interval that is none', () => {
    const engine = memoryEngine();
    const refused = (options: object) =>
      failureOf(() => pipeQuery(passing(small), { engine, ...options })).message;
    expect(refused({ checkEvery: -1 })).toContain('checkEvery: expected false, or from 0 to');
    expect(refused({ checks: {} })).toContain('checks: expected new StreamChecks()');
  });
});
