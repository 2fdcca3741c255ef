import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BoundedQueue, type BoundedQueueOptions } from '../../operators/boundedQueue.ts';

interface Letter {
  readonly id: number;
  readonly key: number;
  readonly kept: boolean;
}

/** What the queue promises, said with arrays. */
class NaiveQueue {
  dropped = 0;
  waiting: (Letter & { replaceable: boolean })[] = [];

  constructor(private readonly options: BoundedQueueOptions<Letter>) {}

  push(letter: Letter): boolean {
    const kept = this.options.keep?.(letter) ?? false;
    if (this.options.key && kept) {
      for (const earlier of this.waiting) earlier.replaceable &&= earlier.key !== letter.key;
    } else if (this.options.key) {
      const index = this.waiting.findIndex(({ key, replaceable }) => replaceable && key === letter.key);
      if (index >= 0) {
        this.dropped += 1;
        this.waiting[index] = { ...letter, replaceable: true };
        return true;
      }
    }
    const droppable = this.waiting.filter((earlier) => !this.options.keep?.(earlier));
    if (!kept && droppable.length === this.options.capacity) {
      this.dropped += 1;
      if (this.options.full === 'refuse') return false;
      this.waiting.splice(
        this.waiting.findIndex((earlier) => !this.options.keep?.(earlier)),
        1,
      );
    }
    this.waiting.push({ ...letter, replaceable: !kept });
    return true;
  }

  shift(): number | undefined {
    return this.waiting.shift()?.id;
  }
}

const key = ({ key }: Letter) => key;
const keep = ({ kept }: Letter) => kept;
const letters = Array.from({ length: 3_000 }, (_, id) => ({ id, key: id, kept: false }));

function queueOf<T = Letter>(options: Partial<BoundedQueueOptions<T>>): BoundedQueue<T> {
  return new BoundedQueue<T>({
    capacity: 4,
    full: 'dropOldest',
    key: undefined,
    keep: undefined,
    ...options,
  });
}

function emptied<T>(queue: BoundedQueue<T>): T[] {
  return Array.from({ length: queue.size }, () => queue.shift());
}

describe('BoundedQueue', () => {
  describe.each([
    ['dropping the oldest', { full: 'dropOldest' }],
    ['refusing', { full: 'refuse' }],
    ['dropping the oldest, with keep', { full: 'dropOldest', keep }],
    ['refusing, with keep', { full: 'refuse', keep }],
    ['coalescing', { full: 'dropOldest', key }],
    ['coalescing, with keep', { full: 'dropOldest', key, keep }],
  ] as const)('%s', (_, policy) => {
    it('does what the model does, in a ring of bounded size', () => {
      const push = fc.record({ key: fc.nat(4), kept: fc.boolean() });
      const burst = fc.array(push, { maxLength: 40, size: 'max' });
      const turns = fc.array(fc.tuple(burst, fc.nat(30)), { maxLength: 12, size: 'max' });

      fc.assert(
        fc.property(fc.integer({ min: 1, max: 20 }), turns, (capacity, all) => {
          const options = { capacity, key: undefined, keep: undefined, ...policy };
          const queue = new BoundedQueue<Letter>(options);
          const model = new NaiveQueue(options);
          let [id, most, shifted] = [0, 0, 0];
          for (const [burst, shifts] of all) {
            const letters = burst.map((letter) => ({ ...letter, id: id++ }));
            const taken = letters.map((letter) => {
              const taken = queue.push(letter);
              most = Math.max(most, queue.size);
              return taken;
            });
            expect(taken).toEqual(letters.map((letter) => model.push(letter)));
            expect(queue.slots).toBeLessThanOrEqual(Math.max(16, 4 * most));

            const out = Array.from({ length: Math.min(shifts, queue.size) }, () => queue.shift().id);
            shifted += out.length;
            expect(out).toEqual(out.map(() => model.shift()));
            expect(queue).toMatchObject({ size: model.waiting.length, dropped: model.dropped });
            expect(shifted + queue.dropped + queue.size).toBe(id);
          }
          expect(emptied(queue).map(({ id }) => id)).toEqual(model.waiting.map(({ id }) => id));
        }),
        { numRuns: 150 },
      );
    });
  });

  it('never has more slots than the next power of two above its capacity when nothing is kept', () => {
    const queue = queueOf({ capacity: 1_000 });
    for (const letter of letters) queue.push(letter);

    expect(queue).toMatchObject({ size: 1_000, slots: 1_024, dropped: 2_000 });
    expect(emptied(queue)).toEqual(letters.slice(-1_000));
  });

  it('closes the gaps between kept values rather than growing', () => {
    const queue = queueOf({ capacity: 1, keep });
    queue.push({ id: -1, key: 0, kept: true });
    for (const letter of letters) queue.push(letter);

    expect(queue).toMatchObject({ size: 2, slots: 16, dropped: 2_999 });
  });

  it('gives back the slots of a burst once it is empty', () => {
    const queue = queueOf({ keep });
    for (const letter of letters) queue.push({ ...letter, kept: true });
    expect(queue.slots).toBe(4_096);

    emptied(queue);

    expect(queue.slots).toBe(16);
  });

  it('does not let a value overtake a kept one of its key', () => {
    const queue = queueOf<string>({ key: (value) => value[0], keep: (value) => value.endsWith('!') });
    for (const value of ['a1', 'b1', 'a2', 'a!', 'a3', 'a4', 'b2']) queue.push(value);

    expect(emptied(queue)).toEqual(['a2', 'b2', 'a!', 'a4']);
  });

  it('carries undefined as a value and as a key', () => {
    const queue = queueOf<number | undefined>({ key: (value) => value });
    for (const value of [undefined, 1, undefined, 1]) queue.push(value);

    expect(emptied(queue)).toEqual([undefined, 1]);
    expect(queue.dropped).toBe(2);
  });
});
