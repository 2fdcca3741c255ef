import { describe, expect, it, jest } from '@jest/globals';
import { timer } from 'rxjs';
import { CounterexampleError } from '../../lib/testing/counterexampleError.ts';
import { explore } from '../../lib/testing/explore.ts';
import { SimulatedScheduler } from '../../lib/testing/simulatedScheduler.ts';
import { text } from '../support/text.ts';

/** Opens for a coin, and lets one through; a broken one stays open after two coins in a row. */
class Turnstile {
  coins = 0;
  passed = 0;
  isOpen = false;
  #stuck = false;

  constructor(private readonly isBroken = false) {}

  coin(): void {
    this.#stuck = this.isBroken && this.isOpen;
    this.coins += 1;
    this.isOpen = true;
  }

  push(): void {
    this.passed += 1;
    this.isOpen = this.#stuck;
  }
}

const actions = {
  coin: { take: (turnstile: Turnstile) => turnstile.coin() },
  push: {
    when: ({ isOpen }: Turnstile) => isOpen,
    take: (turnstile: Turnstile) => turnstile.push(),
  },
};

const paid = ({ coins, passed }: Turnstile): void => {
  if (passed > coins) throw new Error(`expected ${coins} to pass at most, got ${passed}`);
};

const show = ({ isOpen, coins, passed }: Turnstile): string =>
  `${isOpen ? 'open' : 'closed'}, ${coins} paid, ${passed} passed`;

function errorOf(run: () => unknown): CounterexampleError {
  try {
    run();
  } catch (error) {
    if (error instanceof CounterexampleError) return error;
    throw error;
  }
  throw new Error('expected a counterexample, got none');
}

const letters = (depth: number, fingerprint?: (letters: string[]) => string) => {
  const played: string[] = [];
  const found = explore<string[]>({
    start: () => [],
    actions: {
      a: { take: (letters) => letters.push('a') },
      b: { when: (letters) => letters.length > 0, take: (letters) => letters.push('b') },
    },
    check: (letters) => played.push(letters.join('')),
    ...(fingerprint && { fingerprint }),
    depth,
  });
  return { found, played };
};

describe('explore', () => {
  it('plays every order of what is possible once, fewer actions before more', () => {
    const { found, played } = letters(3);
    expect(played).toEqual(['', 'a', 'aa', 'ab', 'aaa', 'aab', 'aba', 'abb']);
    expect(found).toEqual({ states: 8, taken: 7, complete: false });
  });

  it('goes on once from worlds with one fingerprint, and says when nothing is left', () => {
    const last = (letters: string[]) => letters.at(-1) ?? '';
    expect(letters(2, last).played).toEqual(['', 'a', 'aa', 'ab']);
    expect(letters(9, last).played).toEqual(['', 'a', 'aa', 'ab', 'aba', 'abb']);
    expect(letters(9, last).found).toEqual({ states: 3, taken: 5, complete: true });
  });

  it('checks the beginning alone where nothing may happen', () => {
    expect(letters(0)).toEqual({ found: { states: 1, taken: 0, complete: false }, played: [''] });
    const found = explore({ start: () => new Turnstile(), actions: {}, depth: 5 });
    expect(found).toEqual({ states: 1, taken: 0, complete: true });
  });

  it('holds where all holds', () => {
    const { states } = explore({ start: () => new Turnstile(), actions, check: paid, show, depth: 6 });
    expect(states).toBeGreaterThan(20);
  });

  it('shows the fewest actions that break something, and the states in between', () => {
    const error = errorOf(() =>
      explore({ start: () => new Turnstile(true), actions, check: paid, show, depth: 8 }),
    );
    expect(error.message).toBe(
      text(
        'expected all to hold after coin, coin, push, push, push, but',
        'expected 2 to pass at most, got 3',
        '',
        '        closed, 0 paid, 0 passed',
        '  coin  open, 1 paid, 0 passed',
        '  coin  open, 2 paid, 0 passed',
        '  push  open, 2 paid, 1 passed',
        '  push  open, 2 paid, 2 passed',
        '  push  open, 2 paid, 3 passed',
      ),
    );
    expect(error.steps.map(({ action }) => action)).toEqual(['coin', 'coin', 'push', 'push', 'push']);
    expect(error.cause).toEqual(new Error('expected 2 to pass at most, got 3'));
  });

  it('counts what an action throws as what does not hold', () => {
    const broken = {
      ...actions,
      kick: {
        take: () => {
          throw new Error('it broke');
        },
      },
    };
    const error = errorOf(() => explore({ start: () => new Turnstile(), actions: broken, show, depth: 3 }));
    expect(error.message).toContain('expected all to hold after kick, but\nit broke');
    expect(error.steps).toEqual([{ action: 'kick', state: 'closed, 0 paid, 0 passed' }]);
  });

  it('says so where nothing holds from the beginning', () => {
    const check = () => {
      throw 'never';
    };
    const error = errorOf(() => explore({ start: () => new Turnstile(), actions, check, depth: 3 }));
    expect(error.message).toContain("expected all to hold at the beginning, but\n'never'");
  });

  it('has each state come to each end, in a world of its own, and goes on from there all the same', () => {
    const closes = jest.fn((turnstile: Turnstile) => turnstile.push());
    const start = jest.fn(() => new Turnstile());
    const ends = { closes, again: closes };
    const { states } = explore({ start, actions, ends, fingerprint: show, depth: 2 });
    expect(states).toBe(4);
    expect(closes).toHaveBeenCalledTimes(2 * states);
    expect(new Set(closes.mock.calls.map(([turnstile]) => turnstile)).size).toBe(2 * states);
    const passes = () => {
      throw new Error('it is open');
    };
    const error = errorOf(() => explore({ start, actions, ends: { passes }, depth: 2 }));
    expect([error.end, error.message.split('\n')[0]]).toEqual([
      'passes',
      'expected all to hold after passes, but',
    ]);
  });

  it('plays simulated time as any other action', () => {
    const start = () => {
      const scheduler = new SimulatedScheduler();
      const rang: number[] = [];
      return {
        scheduler,
        rang,
        set: () => timer(2, scheduler).subscribe(() => rang.push(scheduler.now())),
      };
    };
    type World = ReturnType<typeof start>;
    const { states, complete } = explore<World>({
      start,
      actions: {
        set: {
          when: ({ scheduler, rang }) => scheduler.waiting + rang.length === 0,
          take: ({ set }) => set(),
        },
        tick: {
          when: ({ scheduler }) => scheduler.waiting > 0,
          take: ({ scheduler }) => scheduler.advanceBy(1),
        },
      },
      ends: { 'nothing waits': ({ scheduler }) => scheduler.flush() },
      fingerprint: ({ scheduler: { dues, elapsed }, rang }) =>
        JSON.stringify([dues.map((due) => due - elapsed), rang]),
      depth: 10,
    });
    expect([states, complete]).toEqual([4, true]);
  });

  it('refuses a depth that is none', () => {
    const start = () => new Turnstile();
    expect(() => explore({ start, actions, depth: 1.5 })).toThrow(
      'expected depth to be an integer from 0 on, got 1.5',
    );
    expect(() => explore({ start, actions, depth: -1 })).toThrow(
      'expected depth to be an integer from 0 on, got -1',
    );
  });
});
