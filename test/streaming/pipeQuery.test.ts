import { describe, expect, it } from '@jest/globals';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import {
  even,
  evens,
  events,
  noted,
  numbered,
  numbersOf,
  running,
  write,
} from './support/streamedPipes.ts';

describe('pipeQuery', () => {
  it('takes what is there and what comes, in batches', () => {
    const engine = memoryEngine();
    write(engine, events, numbered(1, 2, 3, 4));
    const { scheduler, start, batches, progress } = running(evens, { engine });
    const subscription = start();
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
      batchId: 1,
      epoch: 1,
      source: 'bronze.events',
      position: { version: 2, offset: 0 },
    });
    subscription.unsubscribe();
    expect(progress.length).toBeGreaterThan(2);
  });
});
