import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ChangePosition } from '../../lib/streaming/microBatches/changePosition.ts';
import { type ChangePart, nextPart } from '../../lib/streaming/microBatches/nextPart.ts';

const start: ChangePosition = { version: 0, offset: 0 };

const counted = (...counts: [number, number][]) => ({ counts, upTo: 9 });

/** All parts from a position on, until the last version is reached. */
function partsFrom(
  from: ChangePosition,
  all: Parameters<typeof nextPart>[1],
  limit: number,
): readonly ChangePart[] {
  const part = nextPart(from, all, limit);
  return part.position.version >= all.upTo ? [part] : [part, ...partsFrom(part.position, all, limit)];
}

describe('nextPart', () => {
  it('takes as many whole versions as a batch may have rows', () => {
    expect(nextPart(start, counted([1, 3], [2, 3], [4, 5], [5, 1]), 6)).toEqual({
      ...{ slice: { after: 0, upTo: 2 }, rows: 6 },
      position: { version: 2, offset: 0 },
    });
  });

  it('takes all with versions behind that have no changes', () => {
    expect(nextPart({ version: 2, offset: 0 }, counted([1, 3], [4, 5]), 6)).toEqual({
      ...{ slice: { after: 2, upTo: 9 }, rows: 5 },
      position: { version: 9, offset: 0 },
    });
    expect(nextPart({ version: 4, offset: 0 }, counted([4, 5]), 6)).toMatchObject({
      ...{ rows: 0, position: { version: 9, offset: 0 } },
    });
  });

  it('divides a version that is larger than a batch, and nothing else', () => {
    const all = counted([3, 10], [4, 2]);
    expect(partsFrom(start, all, 4).map(({ slice }) => slice)).toEqual([
      { after: 2, upTo: 3, limit: 4 },
      { after: 2, upTo: 3, offset: 4, limit: 4 },
      { after: 2, upTo: 3, offset: 8 },
      { after: 3, upTo: 9 },
    ]);
  });

  it('gives each row once, in order, and never more than a batch may have', () => {
    const count = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(
        fc.array(fc.option(count), { maxLength: 9 }),
        fc.integer({ min: 1, max: 8 }),
        (some, limit) => {
          const counts = some.flatMap((rows, i) =>
            rows === null ? [] : [[i + 1, rows] as [number, number]],
          );
          const expected = counts.flatMap(([version, rows]) =>
            Array.from({ length: rows }, (_, i) => [version, i]),
          );
          const parts = partsFrom(start, { counts, upTo: 9 }, limit);
          const taken = parts.flatMap(({ slice: { after, upTo, offset = 0, limit: most = Infinity } }) =>
            expected
              .filter(([version = 0]) => version > after && version <= upTo)
              .slice(offset, offset + most),
          );
          expect(taken).toEqual(expected);
          for (const { rows } of parts) expect(rows).toBeLessThanOrEqual(limit);
          expect(parts.reduce((sum, { rows }) => sum + rows, 0)).toBe(expected.length);
        },
      ),
    );
  });
});
