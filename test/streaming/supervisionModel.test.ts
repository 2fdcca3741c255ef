import { describe, expect, it, jest } from '@jest/globals';
import { defer, filter, retry, Subscription } from 'rxjs';
import type { QueryStatus } from '../../lib/streaming/queries/queryState.ts';
import { CounterexampleError } from '../../lib/testing/counterexampleError.ts';
import { explore } from '../../lib/testing/explore.ts';
import type { RecoverySlots } from '../../operators/recoverySlots.ts';
import { text } from '../support/text.ts';
import { SupervisedWorld, type WorldOptions } from './support/supervisedWorld.ts';
import { actions, ends, fingerprint, holds, show } from './support/supervisionChecks.ts';

// Many short runs, which take their time on a machine that has much to do.
jest.setTimeout(120_000);

/** Seconds with all other tests; `MODEL_DEPTH=10` plays more, in about a minute. */
const depth = Number(process.env['MODEL_DEPTH'] ?? 7);

const played = { actions, ends, fingerprint, show, check: holds };

/** What is found with these parts. */
function foundWith(world: WorldOptions): CounterexampleError {
  try {
    explore({ ...played, start: () => new SupervisedWorld(world), depth: 9 });
  } catch (error) {
    if (error instanceof CounterexampleError) return error;
    throw error;
  }
  throw new Error('expected a counterexample, got none');
}

const wayTo = ({ steps, end }: CounterexampleError): string =>
  [...steps.map(({ action }) => action), ...(end === undefined ? [] : [end])].join(', ');

/** One slot, which is never given back. */
function keptSlot(): RecoverySlots {
  let free = 1;
  return {
    get free() {
      return free;
    },
    waiting: 0,
    take: (start, scheduler) => {
      if (free === 0) return new Subscription();
      free -= 1;
      return scheduler.schedule(start);
    },
  };
}

const isRestarting = ({ desired, state }: QueryStatus): boolean =>
  desired === 'running' && state === 'stopping';

const faults: readonly (readonly [string, WorldOptions, string])[] = [
  [
    'recovery that never forgets failures',
    { recovery: () => ({ stableAfter: Number.POSITIVE_INFINITY }) },
    'start, start fails, coming to rest',
  ],
  [
    'recovery that never gives up',
    { recovery: () => ({ maxRetries: Number.POSITIVE_INFINITY }) },
    'start, start fails, tick, start fails, tick, start fails',
  ],
  [
    'recovery that waits for a slot that nobody gives back',
    { recovery: () => ({ slots: keptSlot() }) },
    'start, start fails, tick, start fails, coming to rest',
  ],
  [
    'restarts that drop a change that comes during one',
    {
      following: (follow, all) => (changes$) =>
        changes$.pipe(
          filter(() => !isRestarting(all.status('q'))),
          follow,
        ),
    },
    'start, change, start ok, tick, change, coming to rest',
  ],
  ['a builder whose runs ignore the stop', { ignoresStop: true }, 'start, start ok, leaving'],
  [
    'an operator around it that starts it again on its own account',
    { around: () => retry({ count: 1 }) },
    'start, coming to rest',
  ],
  [
    'an operator around it that leaves a task behind',
    {
      around: (scheduler) => (source) =>
        defer(() => {
          scheduler.schedule(() => undefined, 50);
          return source;
        }),
    },
    'start, coming to rest',
  ],
];

describe('supervision and restarts', () => {
  it('do what they must in every order of what may happen', () => {
    const { states, taken } = explore({ ...played, start: () => new SupervisedWorld(), depth });
    // Fewer would say that some action is never possible.
    expect(states).toBeGreaterThan(250);
    expect(taken).toBeGreaterThan(600);
  }, 120_000);

  it('collect changes that come one soon after the other, though not for ever', () => {
    const start = () => new SupervisedWorld({ settings: { quietPeriod: 2 } });
    expect(explore({ ...played, start, depth: 6 }).states).toBeGreaterThan(100);
  });

  it('go on alike from worlds with one fingerprint, however these came about', () => {
    const leads = new Map<string, string>();
    const noted = Object.entries(actions).map(([name, { when, take }]) => [
      name,
      {
        ...(when && { when }),
        take: (world: SupervisedWorld) => {
          const from = `${name} from ${fingerprint(world)}`;
          take(world);
          holds(world);
          const to = fingerprint(world);
          expect([from, leads.get(from) ?? to]).toEqual([from, to]);
          leads.set(from, to);
        },
      },
    ]);
    const { taken } = explore({
      start: () => new SupervisedWorld(),
      actions: Object.fromEntries(noted),
      depth: 5,
    });
    // Each action was taken again and again from what has the same fingerprint.
    expect(taken).toBeGreaterThan(2 * leads.size);
  });

  it.each(faults)('are seen to be broken by %s', (_, world, way) => {
    expect(wayTo(foundWith(world))).toBe(way);
  });

  it('are shown on the way to where they broke', () => {
    const { message } = foundWith({ ignoresStop: true });
    expect(message).toBe(
      text(
        'expected all to hold after start, start ok, leaving, but',
        'expected nothing to work when nobody is subscribed to it',
        '',
        '            0: registered, not wanted | builds 0, run none',
        '  start     0: starting | builds 1, run building',
        '  start ok  0: running | builds 1, run live',
      ),
    );
  });
});
