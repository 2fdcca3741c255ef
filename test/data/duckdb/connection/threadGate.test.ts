import { describe, expect, it } from '@jest/globals';
import { asyncScheduler, type SchedulerLike } from 'rxjs';
import { placesIn, threadGate } from '../../../../lib/data/duckdb/connection/threadGate.ts';
import { poolSize } from '../../../../lib/data/duckdb/connection/threadPool.ts';

/** Work that goes on until it is told to end. */
function held(log: string[], name: string) {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const work = async () => {
    log.push(`${name} begins`);
    await ended;
    return name;
  };
  return { work, end };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('threadGate', () => {
  it('lets so much pass at once, and the rest in its order', async () => {
    const log: string[] = [];
    const waits: number[] = [];
    let now = 0;
    const scheduler = { ...asyncScheduler, now: () => now } as unknown as SchedulerLike;
    const gate = threadGate({ places: 2, onWaited: (waited) => waits.push(waited), scheduler });
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => held(log, name));
    const all = [a, b, c, d].map((one) => gate((one as NonNullable<typeof a>).work));
    await turn();
    expect(log).toEqual(['a begins', 'b begins']);
    expect(waits).toEqual([]);

    now = 1_500;
    b?.end();
    await turn();
    expect(log).toEqual(['a begins', 'b begins', 'c begins']);
    expect(waits).toEqual([1_500]);
    for (const one of [a, c, d]) one?.end();
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('lets the next one in after work that failed, or threw at once', async () => {
    const gate = threadGate({ places: 1 });
    const broken = new Error('broken');
    const results = await Promise.allSettled([
      gate(() => Promise.reject(broken)),
      gate(() => {
        throw broken;
      }),
      gate(async () => 'done'),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  });

  it('leaves two threads of the pool to the rest of the process, and takes one at least', () => {
    expect([1, 2, 3, 4, 16].map(placesIn)).toEqual([1, 1, 1, 2, 14]);
  });

  it.each([
    ['', 4],
    ['16', 16],
    ['0', 4],
    ['many', 4],
    ['5000', 1_024],
  ])('takes the size of the pool from the setting %s', (setting, expected) => {
    expect(poolSize(setting)).toBe(expected);
  });
});
