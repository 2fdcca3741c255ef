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

  it('refuses to go on after what is no epoch', () => {
    expect(() => fence({ after: 1.5 })).toThrow(
      'expected after to be an epoch, a whole number from 0, got 1.5',
    );
  });

  it('never lets two epochs commit, whatever is opened and closed', () => {
    const step = fc.oneof(fc.constant('open' as const), fc.nat(20));
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const epochs = fence();
        for (const what of steps) {
          if (what === 'open') epochs.open();
          else epochs.close(what);
          const committing = Array.from({ length: 30 }, (_, epoch) => epoch).filter((epoch) =>
            commits(epochs, epoch),
          );
          if (committing.length > 0) expect(committing).toEqual([epochs.epoch]);
        }
      }),
    );
  });
});

function commits(epochs: Fence, epoch: number): boolean {
  try {
    epochs.check(epoch);
    return true;
  } catch (error) {
    if (error instanceof FencedError) return false;
    throw error;
  }
}
