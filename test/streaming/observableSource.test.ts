import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { concat, concatMap, defer, EMPTY, from, map, NEVER, of, range, tap, timer } from 'rxjs';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import type { Note } from '../../lib/data/note.ts';
import { pipe } from '../../lib/definitions/pipe.ts';
import { observableSource, type SourceRows } from '../../lib/streaming/microBatches/observableSource.ts';
import { pipeQuery } from '../../lib/streaming/microBatches/pipeQuery.ts';
import { marbles } from '../../lib/testing/marbles.ts';
import { now } from '../data/support/now.ts';
import { dyingEngine } from './support/dyingEngine.ts';
import {
  even,
  evens,
  events,
  fromTo,
  noted,
  numbered,
  numbersOf,
  rowsOf,
  running,
} from './support/streamedPipes.ts';

const item = (n: number, size = 1): SourceRows => ({
  cursor: n,
  rows: numbered(...fromTo(n, n + size - 1)),
});
/** A log of numbers from 1 on, read after a cursor; never ends unless it is said. */
const logOf = (last: number, ends = false) => {
  const opened: (Note | undefined)[] = [];
  let given = 0;
  const open = (cursor: Note | undefined) =>
    defer(() => {
      opened.push(cursor);
      const after = Number(cursor ?? 0);
      const items$ = range(after + 1, last - after).pipe(
        tap(() => given++),
        map((n) => item(n)),
      );
      return ends ? items$ : concat(items$, NEVER);
    });
  return { source: observableSource(open), opened, given: () => given };
};

// biome-ignore format: marbles are aligned by hand
describe('observableSource in virtual time', () => {
  it('is left while a batch may have no more, and gone on with after it', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const engine = memoryEngine();
    const letters = { a: item(1), b: item(2), c: item(3), d: item(4) };
    const first = cold('  -a-b-c-d             ', letters);
    const second = cold('      -c-d            ', letters);
    const third = cold('           -d          ', letters);
    const firstSubs = '   ^--!                 ';
    const secondSubs = '  -----^!              ';
    const thirdSubs = '   ---------^!          ';
    const expected = '    i----0---1---2---(3|)';
    const after = new Map([[0, first], [2, second], [3, third]]);
    const source = observableSource((cursor) => after.get(Number(cursor ?? 0)) ?? EMPTY);
    const slow = pipe('slow', {
      inputs: [events],
      output: even,
      mode: 'stream',
      run: ({ bronze_events }) => timer(4).pipe(concatMap(() => bronze_events.rows())),
    });
    const told = pipeQuery(slow, { engine, source, maxRows: 2 }).pipe(
      map(({ batchId, numInputRows }) => (numInputRows > 0 ? String(batchId) : 'i')),
    );

    expectObservable(told).toBe(expected);
    expectSubscriptions(first.subscriptions).toBe(firstSubs);
    expectSubscriptions(second.subscriptions).toBe(secondSubs);
    expectSubscriptions(third.subscriptions).toBe(thirdSubs);
  }));
});

describe('observableSource', () => {
  it('drives a query, which goes on after the last cursor that was committed', () => {
    const engine = memoryEngine();
    const { source, opened } = logOf(5);
    const first = running(evens, { engine, source, maxRows: 2 });
    const subscription = first.start();
    first.scheduler.advanceBy(10);
    subscription.unsubscribe();
    first.scheduler.advanceBy(10);
    expect(noted(engine, 'evens')).toMatchObject({ batchId: 2, position: 5 });
    const more = logOf(7);
    const second = running(evens, { engine, source: more.source });
    second.start();
    second.scheduler.advanceBy(10);
    expect([opened, more.opened]).toEqual([[undefined, 2, 4], [5]]);
    expect(numbersOf(engine, even)).toEqual([2, 4, 6]);
    expect([...first.batches(), ...second.batches()]).toEqual([
      [0, 2],
      [1, 2],
      [2, 1],
      [3, 2],
    ]);
  });

  it('reads nothing ahead without bound', () => {
    const { source, given } = logOf(1_000_000);
    const stuck = pipe('stuck', { inputs: [events], mode: 'stream', run: () => NEVER });
    const { start, scheduler } = running(stuck, { engine: memoryEngine(), source, maxRows: 10 });
    start();
    scheduler.advanceBy(1_000);
    expect(given()).toBe(10);
  });

  it('never divides what came together', () => {
    const engine = memoryEngine();
    const source = observableSource((cursor = 0) =>
      from(
        [item(1, 5), item(6, 1), item(7, 1), item(8, 2)].filter(
          (one) => Number(one.cursor) > Number(cursor),
        ),
      ),
    );
    const { start, scheduler, batches, ends } = running(evens, { engine, source, maxRows: 3 });
    start();
    scheduler.advanceBy(10);
    expect([batches(), ends]).toEqual([
      [
        [0, 5],
        [1, 2],
        [2, 2],
      ],
      ['completed'],
    ]);
  });

  it('does what is to be done together with rows, and after them', () => {
    const engine = memoryEngine();
    const moved: unknown[] = [];
    const file = (name: string, n: number): SourceRows => ({
      cursor: { name },
      rows: numbered(n),
      alongside: (inside) => inside.note('files', [[name, { rows: 1 }]]),
      committed: () => defer(() => of(moved.push([name, now(engine.notes('files'))[0]?.size]))),
    });
    const files = [file('a', 2), file('b', 4)];
    const source = observableSource((cursor) =>
      concat(from(files.slice(files.findIndex((one) => isDeepStrictEqual(one.cursor, cursor)) + 1)), NEVER),
    );
    const { start, scheduler } = running(evens, { engine, source, maxRows: 1 });
    start();
    scheduler.advanceBy(10);
    expect(numbersOf(engine, even)).toEqual([2, 4]);
    expect(moved).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
    expect(rowsOf(engine, events)).toEqual(numbered(4));
  });

  it('goes on over rows that are none, without a batch', () => {
    const engine = memoryEngine();
    const source = observableSource(() => of({ cursor: 7, rows: [] }));
    const { start, scheduler, batches, ends } = running(evens, { engine, source });
    start();
    scheduler.advanceBy(10);
    expect([batches(), ends, noted(engine, 'evens')]).toEqual([
      [],
      ['completed'],
      { batchId: -1, epoch: 1, source: events.id, position: 7 },
    ]);
  });

  it('fails with its source, and where that emits something else', () => {
    const fails = (open: () => unknown) => {
      const { start, scheduler, ends } = running(evens, {
        engine: memoryEngine(),
        source: observableSource(open as never),
      });
      start();
      scheduler.advanceBy(10);
      return ends.map(String);
    };
    expect(fails(() => of([1, 2]))).toEqual([
      'TypeError: expected the source of evens to emit { cursor, rows }, got an array of 2',
    ]);
    expect(
      fails(() =>
        defer(() => {
          throw new Error('gone');
        }),
      ),
    ).toEqual(['Error: gone']);
    expect(
      fails(() => {
        throw new Error('never was');
      }),
    ).toEqual(['Error: never was']);
  });

  it('counts each row once whenever the process dies', () => {
    const lives = fc.array(
      fc.record({
        at: fc.integer({ min: 1, max: 40 }),
        by: fc.constantFrom('hangs' as const, 'fails' as const),
        maxRows: fc.integer({ min: 1, max: 5 }),
      }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(lives, fc.nat(30), (all, last) => {
        const engine = memoryEngine();
        const { source } = logOf(last, true);
        for (const { at, by, maxRows } of all) {
          const { start, scheduler } = running(evens, {
            engine: dyingEngine(engine, { at, by }),
            source,
            maxRows,
          });
          start();
          scheduler.advanceBy(20);
        }
        const { start, scheduler, ends } = running(evens, { engine, source });
        start();
        scheduler.advanceBy(20);
        expect(ends).toEqual(['completed']);
        expect(last === 0 ? [] : numbersOf(engine, even)).toEqual(
          fromTo(1, last).filter((n) => n % 2 === 0),
        );
      }),
      { numRuns: 60 },
    );
  });
});
