import { describe, expect, it } from '@jest/globals';
import { concat, map, range } from 'rxjs';
import { allRows } from '../../lib/data/allRows.ts';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import type { Frame, Row } from '../../lib/definitions/frame.ts';
import { marbles } from '../../lib/testing/marbles.ts';
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

const none = frameOf(0);

/** A frame whose rows come as they are drawn. */
const drawn = (rows: () => ReturnType<Frame['rows']>): Frame => ({ ...none, rows });

const letters = { a: [{ id: 'a' }], b: [{ id: 'b' }], z: [{ id: 'a' }, { id: 'b' }], n: [] };

describe('allRows', () => {
  // biome-ignore format: marbles are aligned by hand
  it('emits once, when the last batch has come', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const rows = cold<Row[]>('-a-b--|     ', letters);
    const subs = '            ^-----!     ';
    const expected = '        ------(z|)  ';

    expectObservable(allRows(drawn(() => rows))).toBe(expected, letters);
    expectSubscriptions(rows.subscriptions).toBe(subs);
  }));

  // biome-ignore format: marbles are aligned by hand
  it('emits an empty array where there is no row', marbles(({ cold, expectObservable }) => {
    const rows = cold<Row[]>('--|   ', letters);
    const expected = '        --(n|)';

    expectObservable(allRows(drawn(() => rows))).toBe(expected, letters);
  }));

  // biome-ignore format: marbles are aligned by hand
  it('waits for a frame that never ends', marbles(({ cold, expectObservable }) => {
    expectObservable(allRows(drawn(() => cold<Row[]>('-a-', letters)))).toBe('---');
  }));

  // biome-ignore format: marbles are aligned by hand
  it('errors with the frame', marbles(({ cold, expectObservable }) => {
    expectObservable(allRows(drawn(() => cold<Row[]>('-a-#', letters)))).toBe('---#');
  }));

  // biome-ignore format: marbles are aligned by hand
  it('stops the reading when it is left', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const rows = cold<Row[]>('-a-b--|', letters);
    const leaving = '         ^--!   ';

    expectObservable(allRows(drawn(() => rows)), leaving).toBe('---');
    expectSubscriptions(rows.subscriptions).toBe(leaving);
  }));

  it('gives each who subscribes an array of their own', () => {
    const all$ = allRows(frameOf(3));
    const [first, second] = [now(all$), now(all$)];
    expect(first).toEqual([[{ id: 0 }, { id: 1 }, { id: 2 }]]);
    expect(second).toEqual(first);
    expect(second[0]).not.toBe(first[0]);
    expect(now(concat(all$, all$)).length).toBe(2);
  });
});
