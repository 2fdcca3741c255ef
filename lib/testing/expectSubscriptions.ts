import { TestScheduler } from 'rxjs/testing';
import { compareSubscriptions, type SubscriptionFrames } from './compareSubscriptions.ts';
import type { Expectations } from './expectations.ts';

/** Expects a cold or hot observable to be subscribed as diagrams draw it, one per subscription. */
export type ExpectSubscriptions = (subscriptions: readonly SubscriptionFrames[]) => {
  toBe(marbles: string | readonly string[]): void;
};

/** Makes the `expectSubscriptions` of one marble test. */
export function createExpectSubscriptions(expectations: Expectations): ExpectSubscriptions {
  return (received) => {
    const complete = expectations.begin('expected .toBe(…) after expectSubscriptions(…), got none');
    return {
      toBe(marbles) {
        const expected = [marbles]
          .flat()
          .map((window) => TestScheduler.parseMarblesAsSubscriptions(window, true))
          .filter(({ subscribedFrame }) => Number.isFinite(subscribedFrame));
        complete(() => compareSubscriptions(expected, received));
      },
    };
  };
}
