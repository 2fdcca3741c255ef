import { describe, expect, it } from '@jest/globals';
import {
  concat,
  concatMap,
  defer,
  delay,
  finalize,
  ignoreElements,
  map,
  NEVER,
  type of,
  reduce,
  tap,
  timer,
} from 'rxjs';
import type { Engine } from '../../lib/data/engine.ts';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import { DefinitionError } from '../../lib/definitions/definitionError.ts';
import { entity } from '../../lib/definitions/entity.ts';
import { type Pipe, pipe } from '../../lib/definitions/pipe.ts';
import { Signals } from '../../lib/signals/signals.ts';
import { mergeChanges } from '../../lib/streaming/microBatches/mergeChanges.ts';
import { pipeQuery } from '../../lib/streaming/microBatches/pipeQuery.ts';
import type { PipeQueryOptions } from '../../lib/streaming/microBatches/pipeQueryOptions.ts';
import { marbles } from '../../lib/testing/marbles.ts';
import { now } from '../data/support/now.ts';
import { failureOf } from '../support/failureOf.ts';
import {
  doubled,
  doubles,
  even,
  evens,
  events,
  fromTo,
  noted,
  numbered,
  numbersOf,
  orders,
  rowsOf,
  running,
  write,
} from './support/streamedPipes.ts';

const withEvents = (...numbers: readonly number[]) => {
  const engine = memoryEngine();
  write(engine, events, numbered(...numbers));
  return engine;
};
/** A batch as its id, and `i` for nothing to do. */
const told = (of: Pipe, options: PipeQueryOptions) =>
  pipeQuery(of, options).pipe(
    map(({ batchId, numInputRows }) => (numInputRows > 0 ? String(batchId) : 'i')),
  );

// biome-ignore format: marbles are aligned by hand
describe('pipeQuery in virtual time', () => {
  it('makes a batch in every interval', marbles(({ expectObservable }) => {
    const engine = withEvents(1, 2, 3, 4, 5);
    const run = '     ^-----------------!';
    const expected = '0----1----2--------';

    expectObservable(told(evens, { engine, maxRows: 2, trigger: { every: 5 } }), run).toBe(expected);
  }));

  it('makes batches as soon as there is something, and looks now and then', marbles(({ cold, expectObservable }) => {
    const engine = withEvents(1, 2, 3);
    const comes = cold('-------w        ').pipe(tap(() => write(engine, events, numbered(4, 5))));
    const run = '      ^-------------!';
    const expected = ' (01)------2---';

    expectObservable(comes.pipe(ignoreElements())).toBe('', {});
    expectObservable(told(evens, { engine, maxRows: 2, trigger: 'asap', poll: 10 }), run).toBe(expected);
  }));

  it('looks at once when it is woken', marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const engine = withEvents(1, 2, 3);
    const bell = hot(' -------w------');
    const wake$ = bell.pipe(tap(() => write(engine, events, numbered(4, 5))));
    const run = '      ^------------!';
    const subs = '     ^------------!';
    const expected = ' 0------1-----';

    expectObservable(told(evens, { engine, wake$, poll: 1_000 }), run).toBe(expected);
    expectSubscriptions(bell.subscriptions).toBe(subs);
  }));

  it('ends with what was there when it started', marbles(({ cold, expectObservable }) => {
    const engine = withEvents(1, 2, 3, 4, 5);
    const slow = { ...evens, run: (...all: Parameters<typeof evens.run>) => (evens.run(...all) as ReturnType<typeof of>).pipe(delay(3)) } as unknown as Pipe;
    const comes = cold('-w').pipe(tap(() => write(engine, events, numbered(6, 7))));
    const expected = ' ---0--1--(2|)';

    expectObservable(comes.pipe(ignoreElements())).toBe('', {});
    expectObservable(told(slow, { engine, maxRows: 2, trigger: 'available_now' })).toBe(expected);
  }));

  it('ends at once where there is nothing', marbles(({ expectObservable }) => {
    expectObservable(told(evens, { engine: memoryEngine(), trigger: 'available_now' })).toBe('|');
  }));
});

/** A pipe whose body takes some time, and what it did. */
const taking = (ms: number, scheduler: () => ReturnType<typeof running>['scheduler']) => {
  const seen = { bodies: 0, left: 0 };
  const slow = pipe('evens', {
    inputs: [events],
    output: even,
    mode: 'stream',
    run: ({ bronze_events }) =>
      defer(() => {
        seen.bodies += 1;
        return timer(ms, scheduler()).pipe(concatMap(() => bronze_events.rows()));
      }).pipe(finalize(() => (seen.left += 1))),
  });
  return { slow, seen };
};

describe('pipeQuery', () => {
  it('takes what is there and what comes, and notes how far it is', () => {
    const engine = withEvents(1, 2, 3, 4);
    const { scheduler, start, batches } = running(evens, { engine });
    start();
    scheduler.advanceBy(10);
    expect(numbersOf(engine, even)).toEqual([2, 4]);
    write(engine, events, numbered(5, 6));
    scheduler.advanceBy(1_000);
    expect(numbersOf(engine, even)).toEqual([2, 4, 6]);
    expect(batches()).toEqual([
      [0, 4],
      [1, 2],
    ]);
    expect(noted(engine, 'evens')).toEqual({
      ...{ batchId: 1, epoch: 1, source: 'bronze.events' },
      position: { version: 2, offset: 0 },
    });
    expect(now(engine.history({ entityIds: [even.id] }))[0]?.map(({ by }) => by)).toEqual([
      { runId: 'evens/1', pipeId: 'evens' },
      { runId: 'evens/1', pipeId: 'evens' },
    ]);
  });

  it('waits for a table that is not there yet, and tells so every ten seconds', () => {
    const engine = memoryEngine();
    const { scheduler, start, progress, batches } = running(evens, { engine });
    start();
    scheduler.advanceBy(25_000);
    expect(progress).toEqual(Array.from({ length: 3 }, () => ({ batchId: 0, numInputRows: 0 })));
    write(engine, events, numbered(2));
    scheduler.advanceBy(1_000);
    expect(batches()).toEqual([[0, 1]]);
  });

  it('divides a version that is larger than a batch, and goes on within it after a restart', () => {
    const engine = withEvents(...fromTo(1, 10));
    write(engine, events, numbered(11, 12, 13));
    write(engine, events, numbered(14));
    const first = running(evens, { engine, maxRows: 4, trigger: { every: 10 } });
    const subscription = first.start();
    first.scheduler.advanceBy(15);
    subscription.unsubscribe();
    expect(noted(engine, 'evens')).toMatchObject({ batchId: 1, position: { version: 0, offset: 8 } });
    const second = running(evens, { engine, maxRows: 4, trigger: 'available_now' });
    second.start();
    second.scheduler.advanceBy(10);
    expect(second.batches()).toEqual([
      [2, 2],
      [3, 4],
    ]);
    expect(numbersOf(engine, even)).toEqual([2, 4, 6, 8, 10, 12, 14]);
    expect(noted(engine, 'evens')).toMatchObject({ epoch: 2, position: { version: 3, offset: 0 } });
  });

  it('tells rates and durations', () => {
    const scheduler: { of?: ReturnType<typeof running>['scheduler'] } = {};
    const { slow } = taking(500, () => scheduler.of as ReturnType<typeof running>['scheduler']);
    const engine = withEvents(1, 2, 3, 4);
    const run = running(slow, { engine, maxRows: 2, trigger: { every: 1_000 } });
    scheduler.of = run.scheduler;
    run.start();
    run.scheduler.advanceBy(1_600);
    expect(run.progress).toEqual([
      { batchId: 0, numInputRows: 2, durationMs: 500, processedRowsPerSecond: 4 },
      { batchId: 1, numInputRows: 2, durationMs: 500, processedRowsPerSecond: 4, inputRowsPerSecond: 2 },
    ]);
  });

  it('begins no batch before the last is committed', () => {
    const engine = withEvents(...fromTo(1, 9));
    const holder: { scheduler?: ReturnType<typeof running>['scheduler'] } = {};
    const { slow, seen } = taking(30, () => holder.scheduler as ReturnType<typeof running>['scheduler']);
    const run = running(slow, { engine, maxRows: 3, trigger: { every: 10 } });
    holder.scheduler = run.scheduler;
    run.start();
    run.scheduler.advanceBy(29);
    expect([seen, run.batches()]).toEqual([{ bodies: 1, left: 0 }, []]);
    run.scheduler.advanceBy(30);
    expect([seen, run.batches()]).toEqual([{ bodies: 2, left: 1 }, [[0, 3]]]);
    run.scheduler.advanceBy(60);
    expect(run.batches()).toHaveLength(3);
  });

  it('ends after the batch that is under way when it is stopped', () => {
    const engine = withEvents(1, 2, 3, 4);
    const holder: { scheduler?: ReturnType<typeof running>['scheduler'] } = {};
    const { slow, seen } = taking(30, () => holder.scheduler as ReturnType<typeof running>['scheduler']);
    const over: number[] = [];
    const run = running(slow, { engine, maxRows: 2 }, { over: () => over.push(run.scheduler.now()) });
    holder.scheduler = run.scheduler;
    const subscription = run.start();
    run.scheduler.advanceBy(10);
    subscription.unsubscribe();
    expect(over).toEqual([]);
    run.scheduler.advanceBy(1_000);
    expect([over, seen.bodies]).toEqual([[30], 1]);
    expect(numbersOf(engine, even)).toEqual([1, 2]);
    expect(noted(engine, 'evens')).toMatchObject({ batchId: 0 });
  });

  it('writes nothing of a batch that does not end in time when it is stopped, and lets the next run go on', () => {
    const engine = withEvents(1, 2);
    let runs = 0;
    const aborted: boolean[] = [];
    const stuck = pipe('evens', {
      inputs: [events],
      output: even,
      mode: 'stream',
      run: ({ bronze_events }, { signal }) => {
        signal.addEventListener('abort', () => aborted.push(true));
        runs += 1;
        return runs === 1 ? concat(bronze_events.rows(), NEVER) : bronze_events.rows();
      },
    });
    const run = running(stuck, { engine }, { stopTimeout: 100 });
    const subscription = run.start();
    run.scheduler.advanceBy(10);
    subscription.unsubscribe();
    run.start();
    run.scheduler.advanceBy(99);
    expect([now(engine.versions([even.id]))[0]?.size, runs, aborted]).toEqual([0, 1, []]);
    run.scheduler.advanceBy(10);
    expect([numbersOf(engine, even), runs, aborted]).toEqual([[1, 2], 2, [true]]);
    expect(noted(engine, 'evens')).toMatchObject({ batchId: 0, epoch: 2 });
  });

  it('does the whole batch again when somebody else wrote in between', () => {
    const engine = withEvents(1, 2);
    write(engine, even, numbered(0));
    const holder: { scheduler?: ReturnType<typeof running>['scheduler'] } = {};
    const { slow, seen } = taking(30, () => holder.scheduler as ReturnType<typeof running>['scheduler']);
    const run = running(slow, { engine });
    holder.scheduler = run.scheduler;
    run.start();
    run.scheduler.advanceBy(10);
    write(engine, even, numbered(100));
    run.scheduler.advanceBy(100);
    expect([numbersOf(engine, even), seen.bodies]).toEqual([[0, 100, 1, 2], 2]);
    expect(run.batches()).toEqual([[0, 2]]);
  });

  it('fails with what its body fails with, and has written nothing', () => {
    const engine = withEvents(1, 2);
    const failing = pipe('evens', {
      inputs: [events],
      output: even,
      mode: 'stream',
      run: ({ bronze_events }) =>
        concat(
          bronze_events.rows(),
          defer(() => {
            throw new Error('no');
          }),
        ),
    });
    const { start, ends, scheduler } = running(failing, { engine });
    start();
    scheduler.advanceBy(10);
    expect(ends).toEqual([new Error('no')]);
    expect(now(engine.versions([even.id]))[0]?.size).toBe(0);
    expect(noted(engine, 'evens')).toMatchObject({ batchId: -1 });
  });

  it('fails when a batch takes longer than its pipe may', () => {
    const engine = withEvents(1, 2);
    const late = { ...evens, options: { timeout: 50 }, run: () => NEVER } as unknown as Pipe;
    const { start, ends, scheduler } = running(late, { engine });
    start();
    scheduler.advanceBy(5_100);
    expect(ends.map(String)).toEqual([expect.stringContaining('TimeoutAbortError')]);
  });

  it('does what a pipe without output does, and counts it', () => {
    const engine = withEvents(1, 2, 3);
    const seen: unknown[] = [];
    const effect = pipe('effect', {
      inputs: [events],
      mode: 'stream',
      run: ({ bronze_events }) => bronze_events.rows().pipe(tap((rows) => seen.push(...rows))),
    });
    const { start, scheduler, batches } = running(effect, { engine, maxRows: 2, trigger: 'available_now' });
    start();
    scheduler.advanceBy(10);
    expect([seen, batches()]).toEqual([
      numbered(1, 2, 3),
      [
        [0, 2],
        [1, 1],
      ],
    ]);
  });

  it('keeps a state in what it writes', () => {
    const total = entity('gold.total', { keys: ['key'] });
    const engine = withEvents(1, 2, 3);
    const sums = pipe('sums', {
      inputs: [events, total],
      output: total,
      mode: 'stream',
      run: ({ bronze_events, gold_total }) =>
        concat(gold_total.rows(), bronze_events.rows()).pipe(
          reduce((sum, rows) => rows.reduce((most, { n }) => most + Number(n), sum), 0),
          map((n) => [{ key: 1, n }]),
        ),
    });
    const { start, scheduler } = running(sums, { engine, maxRows: 2, trigger: 'available_now' });
    start();
    scheduler.advanceBy(10);
    expect(rowsOf(engine, total)).toEqual([{ key: 1, n: 6 }]);
  });

  it('wakes what reads what it writes, and tells of both', () => {
    const engine = memoryEngine();
    const signals = new Signals();
    const seen: string[] = [];
    signals.of('entity.version_updated').subscribe(({ payload }) => seen.push(payload.entityId));
    const last = entity('gold.even');
    const onwards = pipe('onwards', {
      inputs: [even],
      output: last,
      mode: 'stream',
      run: ({ silver_even }) => silver_even.rows(),
    });
    const one = running(evens, { engine, signals, poll: 60_000 });
    const other = running(onwards, { engine, signals, poll: 60_000 });
    one.start();
    other.start();
    write(engine, events, numbered(1, 2));
    signals.emit('entity.version_updated', {
      ...{ entityId: events.id, entityName: events.id, reason: 'append' },
      ...{ oldVersion: 0, newVersion: 1 },
    });
    one.scheduler.advanceBy(10);
    other.scheduler.advanceBy(10);
    expect(numbersOf(engine, last)).toEqual([2]);
    expect(seen).toEqual(['bronze.events', 'silver.even', 'gold.even']);
  });
});

describe('where a pipeQuery begins', () => {
  const onlyTwo = () => {
    const engine = memoryEngine({ history: 2 });
    for (const n of fromTo(1, 5)) write(engine, events, numbered(n));
    return engine;
  };

  it('begins with the rows as they are where not all changes are kept', () => {
    const engine = onlyTwo();
    const { start, scheduler, batches } = running(evens, { engine, maxRows: 2 });
    start();
    scheduler.advanceBy(10);
    write(engine, events, numbered(6));
    scheduler.advanceBy(1_000);
    expect([batches(), numbersOf(engine, even)]).toEqual([
      [
        [0, 5],
        [1, 1],
      ],
      [2, 4, 6],
    ]);
  });

  it('tells of rows that are there as if they had just been inserted', () => {
    const engine = memoryEngine({ history: 2 });
    for (const id of fromTo(1, 5)) write(engine, orders, [{ id, amount: id }], { mode: 'merge' });
    const seen: unknown[] = [];
    const looking = {
      ...doubles,
      run: (inputs: Parameters<typeof doubles.run>[0]) =>
        inputs.bronze_orders.rows().pipe(tap((rows) => seen.push(...rows))),
    } as unknown as Pipe;
    const { start, scheduler } = running(looking, { engine, rows: 'latest_changes', write: mergeChanges });
    start();
    scheduler.advanceBy(10);
    expect(seen[0]).toEqual({ id: 1, amount: 1, _change: 'insert', _version: 5 });
    expect(rowsOf(engine, doubled)).toHaveLength(5);
  });

  it('fails where what comes after its checkpoint is not kept any more, until it starts clean', () => {
    const engine = memoryEngine({ history: 2 });
    write(engine, events, numbered(1));
    const first = running(evens, { engine });
    first.start().add(first.scheduler.advanceBy(10) as undefined);
    for (const n of fromTo(2, 5)) write(engine, events, numbered(n));
    const second = running(evens, { engine });
    second.start();
    second.scheduler.advanceBy(10);
    expect(second.ends.map(String)).toEqual([
      'CheckpointError: evens: expected the changes of bronze.events after version 1 to be kept, got: bronze.events: expected a version from 4 to 5, got 1; a clean start begins without the checkpoint',
    ]);
    second.start({ cleanStart: true });
    second.scheduler.advanceBy(10);
    expect(second.batches()).toEqual([[0, 5]]);
    expect(noted(engine, 'evens')).toMatchObject({ batchId: 0, epoch: 3 });
  });

  it('fails the same where what it has counted ahead is let go of before it is read', () => {
    const engine = memoryEngine({ history: 4 });
    for (const n of fromTo(1, 3)) write(engine, events, numbered(n));
    const { start, scheduler, batches, ends } = running(evens, {
      engine,
      maxRows: 1,
      trigger: { every: 10 },
    });
    start();
    scheduler.advanceBy(15);
    expect(batches()).toEqual([
      [0, 1],
      [1, 1],
    ]);
    for (const n of fromTo(4, 8)) write(engine, events, numbered(n));
    scheduler.advanceBy(10);
    expect(ends.map(String)).toEqual([
      'CheckpointError: evens: expected the changes of bronze.events after version 2 to be kept, got: bronze.events: expected a version from 5 to 8, got 2; a clean start begins without the checkpoint',
    ]);
  });

  it('fails where its table was made anew, or another drives it', () => {
    const engine = withEvents(1, 2);
    const first = running(evens, { engine });
    first.start();
    first.scheduler.advanceBy(10);
    now(engine.drop(events));
    now(engine.ensure(events));
    const second = running(evens, { engine });
    second.start();
    second.scheduler.advanceBy(10);
    const other = running({ ...evens, inputs: [orders] } as unknown as Pipe, { engine });
    other.start();
    other.scheduler.advanceBy(10);
    expect([...second.ends, ...other.ends].map(String)).toEqual([
      'CheckpointError: evens: expected bronze.events to be at version 1 or later, got 0, as if its table had been made anew; a clean start begins without the checkpoint',
      'CheckpointError: evens: expected a checkpoint of what bronze.orders drives, got one of what bronze.events drove; a clean start begins without the checkpoint',
    ]);
  });

  it.each([
    ['beginning', [2, 4, 6]],
    ['now', [6]],
    [1, [4, 6]],
  ] as const)('begins at %s', (startAt, expected) => {
    const engine = withEvents(1, 2);
    write(engine, events, numbered(3, 4));
    const { start, scheduler } = running(evens, { engine, startAt });
    start();
    scheduler.advanceBy(10);
    write(engine, events, numbered(5, 6));
    scheduler.advanceBy(1_000);
    expect(numbersOf(engine, even)).toEqual(expected);
  });

  it('keeps where now was', () => {
    const engine = withEvents(1, 2);
    const first = running(evens, { engine, startAt: 'now' });
    const subscription = first.start();
    first.scheduler.advanceBy(10);
    subscription.unsubscribe();
    first.scheduler.advanceBy(10);
    write(engine, events, numbered(4));
    const second = running(evens, { engine, startAt: 'now', trigger: 'available_now' });
    second.start();
    second.scheduler.advanceBy(10);
    expect([numbersOf(engine, even), second.batches()]).toEqual([[4], [[0, 1]]]);
  });
});

describe('what a batch of a pipeQuery gives', () => {
  const given = (rows: NonNullable<PipeQueryOptions['rows']>) => {
    const engine = memoryEngine();
    const merge = { mode: 'merge' } as const;
    write(
      engine,
      orders,
      [
        { id: 1, amount: 1 },
        { id: 2, amount: 2 },
        { id: 3, amount: 3 },
      ],
      merge,
    );
    write(engine, orders, [{ id: 1, amount: 5 }], merge);
    write(engine, orders, [{ id: 2 }], { ...merge, deleteWhen: { op: 'isNotNull', column: 'id' } });
    const seen: Record<string, unknown>[] = [];
    const looking = pipe('looking', {
      inputs: [orders],
      mode: 'stream',
      run: ({ bronze_orders }) => bronze_orders.rows().pipe(tap((all) => seen.push(...all))),
    });
    const { start, scheduler } = running(looking, { engine, rows, trigger: 'available_now' });
    start();
    scheduler.advanceBy(10);
    return seen.map(
      ({ id, amount, _change = '', _version = '' }) => `${id}:${amount}${_change}${_version}`,
    );
  };

  it.each([
    ['appended', ['1:1', '2:2', '3:3']],
    ['latest', ['3:3', '1:5']],
    ['latest_changes', ['1:5update2', '2:2delete3', '3:3insert1']],
    ['changes', ['1:1insert1', '2:2insert1', '3:3insert1', '1:5update2', '2:2delete3']],
  ] as const)('%s', (rows, expected) => {
    expect([...given(rows)].sort()).toEqual([...expected].sort());
  });
});

describe('pipeQuery refuses', () => {
  const engine = memoryEngine();
  const dumb: Engine = {
    ...engine,
    capabilities: { ...engine.capabilities, transactions: false, changeFeed: false },
  };
  const refusal = (of: unknown, options: unknown) =>
    failureOf(() => pipeQuery(of as Pipe, options as PipeQueryOptions));

  it.each<[string, unknown, unknown, string]>([
    [
      'a pipe that runs once',
      pipe('b', { inputs: [events], run: () => [] }),
      { engine },
      'b: expected the mode "stream" or "both", got "batch"',
    ],
    [
      'a pipe without inputs',
      pipe('b', { mode: 'stream', run: () => [] }),
      { engine },
      'expected an input that drives it, got none',
    ],
    [
      'a pipe that drives itself',
      pipe('b', { inputs: [events], output: events, mode: 'stream', run: () => [] }),
      { engine },
      'expected another entity than the one it writes',
    ],
    ['no engine', evens, {}, 'engine: expected an engine, got nothing'],
    [
      'an engine without what is needed',
      evens,
      { engine: dumb },
      'expected an engine with changeFeed, got memory, which has none',
    ],
    ['an option that nobody knows', evens, { engine, maxrows: 3 }, 'did you mean "maxRows"?'],
    [
      'a trigger that is none',
      evens,
      { engine, trigger: { every: 0 } },
      'trigger: expected "asap", "available_now", or { every }',
    ],
    [
      'no rows at all',
      evens,
      { engine, maxRows: 0 },
      'maxRows: expected a positive integer or Infinity, got 0',
    ],
    [
      'an input that is not read',
      evens,
      { engine, reads: { 'silver.stores': 'joinedLive' } },
      'reads.silver.stores: expected no input but the first',
    ],
    [
      'last changes without keys',
      evens,
      { engine, rows: 'latest_changes' },
      'rows: expected bronze.events to have keys for "latest_changes", got none',
    ],
    ['what is no pipe', {}, { engine }, 'pipe: expected what pipe(…) makes, got an object'],
  ])('%s', (_, of, options, message) => {
    const failure = refusal(of, options);
    expect(failure).toBeInstanceOf(DefinitionError);
    expect(String(failure)).toContain(message);
  });
});
