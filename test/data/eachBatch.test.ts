import { describe, expect, it } from '@jest/globals';
import { EMPTY, map, of, range, tap, throwError } from 'rxjs';
import { eachBatch } from '../../lib/data/eachBatch.ts';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import type { Frame } from '../../lib/definitions/frame.ts';
import { marbles } from '../../lib/testing/marbles.ts';
import { failureOf } from '../support/failureOf.ts';
import { entityOf } from './support/entityOf.ts';
import { now } from './support/now.ts';

const numbers = entityOf('numbers');

/** A frame of rows with the ids from 0 up, one to a batch. */
const frameOf = (count: number) => {
  const engine = memoryEngine({ batchSize: 1 });
  now(engine.ensure(numbers));
  now(engine.write(numbers, range(0, count).pipe(map((id) => [{ id }])), { mode: 'append' }));
  return engine.read(numbers);
};

describe('eachBatch', () => {
  // biome-ignore format: marbles are aligned by hand
  it('asks for the next batch when the work on the last is done', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const work = cold('  ---x|');
    const subs = [
      '                  ^---!        ',
      '                  ----^---!    ',
      '                  --------^---!',
    ];
    const expected = '   ---a---b---c|';
    let given = 0;
    const counted = (frame: Frame): Frame => ({
      ...frame,
      rows: (options) => frame.rows(options).pipe(tap(() => { given += 1; })),
    });

    const result = eachBatch(counted(frameOf(3)), () => work.pipe(map(() => given)));

    expectObservable(result).toBe(expected, { a: 1, b: 2, c: 3 });
    expectSubscriptions(work.subscriptions).toBe(subs);
  }));

  // biome-ignore format: marbles are aligned by hand
  it('stops the work when it is left', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const work = cold(' ---x-');
    const leaving = '   ^---!';
    const expected = '  ---x-';

    expectObservable(eachBatch(frameOf(9), () => work), leaving).toBe(expected);
    expectSubscriptions(work.subscriptions).toBe(leaving);
  }));

  it('finishes 100,000 batches of work that is done at once', () => {
    let done = 0;
    now(
      eachBatch(frameOf(100_000), () => {
        done += 1;
        return EMPTY;
      }),
    );

    expect(done).toBe(100_000);
  });

  it('takes batches of the size it is told', () => {
    expect(now(eachBatch(frameOf(5), (rows) => [rows.length], { batchSize: 2 }))).toEqual([2, 2, 1]);
    expect(now(eachBatch(frameOf(0), () => of('never')))).toEqual([]);
  });

  it('errors with the work and with the frame', () => {
    const boom = new Error('boom');
    const absent = memoryEngine().read(numbers);

    expect(failureOf(() => now(eachBatch(frameOf(2), () => throwError(() => boom))))).toBe(boom);
    expect(failureOf(() => now(eachBatch(absent, () => of(1))))).toMatchObject({ errorClass: 'not_found' });
  });
});
