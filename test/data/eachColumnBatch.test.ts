import { describe, expect, it } from '@jest/globals';
import { map, of, range, throwError } from 'rxjs';
import { eachColumnBatch } from '../../lib/data/eachColumnBatch.ts';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
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

describe('eachColumnBatch', () => {
  // biome-ignore format: marbles are aligned by hand
  it('asks for the next batch when the work on the last is done', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const work = cold('  ---x|');
    const subs = [
      '                  ^---!    ',
      '                  ----^---!',
    ];
    const expected = '   ---a---b|';

    const result = eachColumnBatch(frameOf(2), ({ columns }) => work.pipe(map(() => columns['id']?.[0])));

    expectObservable(result).toBe(expected, { a: 0, b: 1 });
    expectSubscriptions(work.subscriptions).toBe(subs);
  }));

  // biome-ignore format: marbles are aligned by hand
  it('stops the work when it is left', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const work = cold(' ---x-');
    const leaving = '   ^---!';
    const expected = '  ---x-';

    expectObservable(eachColumnBatch(frameOf(9), () => work), leaving).toBe(expected);
    expectSubscriptions(work.subscriptions).toBe(leaving);
  }));

  it('takes batches of the size it is told', () => {
    const sizes = eachColumnBatch(frameOf(5), ({ rowCount }) => [rowCount], { batchSize: 2 });

    expect(now(sizes)).toEqual([2, 2, 1]);
    expect(now(eachColumnBatch(frameOf(0), () => of('never')))).toEqual([]);
  });

  it('errors with the work and with the frame', () => {
    const boom = new Error('boom');
    const absent = memoryEngine().read(numbers);

    expect(failureOf(() => now(eachColumnBatch(frameOf(2), () => throwError(() => boom))))).toBe(boom);
    expect(failureOf(() => now(eachColumnBatch(absent, () => of(1))))).toMatchObject({
      errorClass: 'not_found',
    });
  });
});
