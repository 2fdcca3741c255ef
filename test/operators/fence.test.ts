import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Fence, FencedError, fence } from '../../operators/fence.ts';

describe('fence', () => {
  it('lets the newest epoch commit, and no other', () => {
    const epochs = fence();
    const [first, second] = [epochs.open(), epochs.open()];
    expect([first, second, epochs.epoch]).toEqual([1, 2, 2]);
    expect(() => epochs.check(second)).not.toThrow();
    expect(() => epochs.check(first)).toThrow('expected a commit of epoch 2, got one of epoch 1');
  });

  it('lets nothing commit once the newest is closed', () => {
    const epochs = fence();
    epochs.close(epochs.open());
    expect(() => epochs.check(1)).toThrow(new FencedError(2, 1));
    expect(() => epochs.check(2)).toThrow(new FencedError(2, 2));
  });

  it('lets the newest commit though an old one is closed late', () => {
    const epochs = fence();
    const [first, second] = [epochs.open(), epochs.open()];
    epochs.close(first);
    expect(() => epochs.check(second)).not.toThrow();
  });

  it('lets nothing commit before the first', () => {
    expect(() => fence().check(0)).toThrow('expected a commit of epoch 1, got one of epoch 0');
  });

  it('goes on after the epochs of an earlier process', () => {
    const epochs = fence({ after: 41 });
    expect(epochs.open()).toBe(42);
    expect(() => epochs.check(41)).toThrow(new FencedError(42, 41));
  });

  it('lets an old epoch commit until one that was prepared does', () => {
    const epochs = fence();
    const [old, prepared] = [epochs.open(), epochs.prepare()];
    expect([prepared, epochs.epoch]).toEqual([2, 2]);
    expect(() => epochs.check(old)).not.toThrow();
    expect(() => epochs.check(prepared)).not.toThrow();
    expect(() => epochs.check(old)).toThrow(new FencedError(2, 1));
    expect(() => epochs.check(prepared)).not.toThrow();
  });

  it('has an epoch take over before it commits', () => {
    const epochs = fence();
    const [first, second, third] = [epochs.open(), epochs.prepare(), epochs.prepare()];
    expect(epochs.take(second)).toBe(true);
    expect(epochs.take(first)).toBe(false);
    expect(() => epochs.check(first)).toThrow(new FencedError(2, 1));
    expect(() => epochs.check(third)).not.toThrow();
    expect(epochs.take(second)).toBe(false);
  });

  it('closes what was prepared when one is opened', () => {
    const epochs = fence();
    const prepared = epochs.prepare();
    const opened = epochs.open();
    expect(() => epochs.check(prepared)).toThrow(new FencedError(opened, prepared));
    expect(() => epochs.check(opened)).not.toThrow();
  });

  it('leaves the old one alone when one that was prepared is closed', () => {
    const epochs = fence();
    const [old, prepared] = [epochs.open(), epochs.prepare()];
    epochs.close(prepared);
    expect(epochs.take(prepared)).toBe(false);
    expect(() => epochs.check(old)).not.toThrow();
  });

  it('withdraws only what has yet to take over', () => {
    const epochs = fence();
    const [old, prepared] = [epochs.open(), epochs.prepare()];
    epochs.withdraw(old);
    epochs.withdraw(prepared);
    expect([epochs.take(prepared), epochs.take(old)]).toEqual([false, true]);
    const next = epochs.prepare();
    epochs.close(old);
    epochs.withdraw(next);
    expect(epochs.take(next)).toBe(true);
  });

  it('refuses to go on after what is no epoch', () => {
    expect(() => fence({ after: 1.5 })).toThrow(
      'expected after to be an epoch, a whole number from 0, got 1.5',
    );
  });

  it('keeps what it says, whatever is begun, taken, checked, withdrawn and closed', () => {
    const which = fc.integer({ min: 0, max: 12 });
    const step = fc.oneof(
      { weight: 2, arbitrary: fc.constantFrom(['open', 0] as const, ['prepare', 0] as const) },
      { weight: 5, arbitrary: fc.tuple(fc.constantFrom('take', 'check', 'withdraw', 'close'), which) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.nat(3), (steps, after) => {
        const epochs = fence({ after });
        const history = new History(after);
        for (const [what, epoch] of steps) {
          if (what === 'open' || what === 'prepare') {
            expect(epochs[what]()).toBe(history.begun(what));
            continue;
          }
          const may = history.mayCommit(epoch);
          if (what === 'take') expect(epochs.take(epoch)).toBe(may);
          else if (what === 'check') expect(commits(epochs, epoch)).toBe(may);
          else epochs[what](epoch);
          history.told(what, epoch, may);
        }
        // All that may still commit do so from the oldest on, each of them taking over from the one before.
        const all = Array.from({ length: epochs.epoch + 2 }, (_, epoch) => epoch);
        expect(all.filter((epoch) => commits(epochs, epoch))).toEqual(
          all.filter((epoch) => history.mayCommit(epoch)),
        );
        expect(all.filter((epoch) => commits(epochs, epoch)).length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 1_000 },
    );
  });
});

/** What has happened to epochs, kept as events and asked anew each time. */
class History {
  readonly #events: { readonly what: string; readonly epoch: number }[] = [];
  readonly #after: number;
  #newest: number;

  constructor(after: number) {
    this.#after = after;
    this.#newest = after;
  }

  begun(what: string): number {
    this.#newest += 1;
    this.#events.push({ what, epoch: this.#newest });
    return this.#newest;
  }

  told(what: string, epoch: number, may: boolean): void {
    if (what === 'close') this.#events.push({ what, epoch });
    else if (what === 'withdraw') {
      if (this.#olderMay(epoch)) this.#events.push({ what: 'close', epoch });
    } else if (may) this.#events.push({ what: 'took over', epoch });
  }

  mayCommit(epoch: number): boolean {
    const begun = this.#events.findIndex(
      (event) => event.epoch === epoch && (event.what === 'open' || event.what === 'prepare'),
    );
    if (begun < 0) return false;
    return !this.#events
      .slice(begun + 1)
      .some(
        ({ what, epoch: other }) =>
          (what === 'close' && other === epoch) ||
          ((what === 'open' || what === 'took over') && other > epoch),
      );
  }

  #olderMay(epoch: number): boolean {
    for (let older = this.#after; older < epoch; older++) if (this.mayCommit(older)) return true;
    return false;
  }
}

function commits(epochs: Fence, epoch: number): boolean {
  try {
    epochs.check(epoch);
    return true;
  } catch (error) {
    if (error instanceof FencedError) return false;
    throw error;
  }
}
