import { describe, expect, it } from '@jest/globals';
import { of } from 'rxjs';
import { memoryEngine } from '../../../lib/data/memory/memoryEngine.ts';
import { newest } from '../../../lib/data/watermarks/newest.ts';
import { columnBatch } from '../../../lib/definitions/columnBatch.ts';
import { compose } from '../../../lib/definitions/compose.ts';
import { entity } from '../../../lib/definitions/entity.ts';
import { type Frame, frameBrand } from '../../../lib/definitions/frame.ts';
import { failureOf } from '../../support/failureOf.ts';
import { now } from '../support/now.ts';

const log = entity('log');

/** The newest value of `at` among rows, in an engine that looks at rows. */
function newestOf(...values: readonly unknown[]) {
  const engine = memoryEngine();
  now(engine.ensure(log));
  now(engine.write(log, [values.map((at) => ({ at }))], { mode: 'append' }));
  return now(newest(engine, log, 'at', undefined))[0];
}

describe('newest', () => {
  it('finds the largest number, time or text, and passes over what has none', () => {
    expect(newestOf(3, null, 11, 7)).toBe(11);
    expect(newestOf(2n ** 70n, 1n)).toBe(2n ** 70n);
    expect(newestOf(new Date(5), new Date(9))).toEqual(new Date(9));
    expect(newestOf('2026-02', '2026-11')).toBe('2026-11');
    expect([newestOf(), newestOf(null)]).toEqual([undefined, undefined]);
  });

  it('refuses values that nobody can read on from', () => {
    expect(failureOf(() => newestOf(true)).message).toBe(
      'log: expected numbers, times or texts in a column to read on from, got true',
    );
  });

  it('is one query, where the engine runs queries', () => {
    const engine = memoryEngine();
    const asked: string[] = [];
    const dialect = {
      frame: ({ entityId }: Frame) => entityId,
      identifier: (name: string) => `"${name}"`,
      parameter: () => '?',
    };
    const running = (newest: unknown) => ({
      ...engine,
      capabilities: { ...engine.capabilities, sql: 'some' },
      query: (query: Parameters<typeof compose>[0]): Frame => {
        asked.push(compose(query, dialect).text);
        return {
          [frameBrand]: true,
          entityId: '(query)',
          columns: () => of({}),
          rows: () => of([{ newest }]),
          batches: () => of(columnBatch({ newest: [newest] })),
        };
      },
    });
    expect(now(newest(running(42n), log, 'at', undefined))).toEqual([42n]);
    expect(now(newest(running(null), log, 'at', undefined))).toEqual([undefined]);
    expect(asked[0]).toBe('select max("at") as "newest" from log');
  });
});
