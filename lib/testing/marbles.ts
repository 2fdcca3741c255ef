import { Subscription, type VirtualTimeScheduler } from 'rxjs';
import { type RunHelpers, TestScheduler } from 'rxjs/testing';
import { createExpectations } from './expectations.ts';
import { createExpectObservable, type ExpectObservable } from './expectObservable.ts';
import { createExpectSignals, type ExpectSignals } from './expectSignals.ts';
import { createExpectSubscriptions, type ExpectSubscriptions } from './expectSubscriptions.ts';
import { limitSteps } from './limitSteps.ts';

/** What the body of a marble test is given. */
export interface MarbleHelpers {
  readonly cold: RunHelpers['cold'];
  readonly hot: RunHelpers['hot'];
  readonly time: RunHelpers['time'];
  readonly animate: RunHelpers['animate'];
  /** Lets virtual time pass up to here, and checks the expectations made so far. */
  readonly flush: () => void;
  readonly expectObservable: ExpectObservable;
  readonly expectSubscriptions: ExpectSubscriptions;
  readonly expectSignals: ExpectSignals;
  /** The clock itself, for code that takes a scheduler. */
  readonly testScheduler: VirtualTimeScheduler;
}

export interface MarblesOptions {
  /** How many scheduled steps may run before the test is refused as endless. @default 100_000 */
  readonly maxSteps?: number;
}

/**
 * Makes a test out of a body that draws what should happen. The body runs at once, in virtual time; it fails
 * with a `MarbleMismatchError` that draws what was expected and what was received.
 *
 * Promises do not run in virtual time, so a body that returns one is refused; so are expectations without an
 * end, like `expectObservable(source)` alone, and sources without one.
 */
export function marbles(
  body: (helpers: MarbleHelpers) => void,
  { maxSteps = 100_000 }: MarblesOptions = {},
): () => void {
  return () => {
    const scheduler = new TestScheduler(refuseComparison);
    limitSteps(scheduler, maxSteps);
    scheduler.run((run) => {
      const lifetime = new Subscription();
      try {
        runBody(body, { run, scheduler, lifetime });
      } finally {
        lifetime.unsubscribe();
      }
    });
  };
}

interface Run {
  readonly run: RunHelpers;
  readonly scheduler: TestScheduler;
  readonly lifetime: Subscription;
}

function runBody(body: (helpers: MarbleHelpers) => void, { run, scheduler, lifetime }: Run): void {
  const { cold, hot, time, animate } = run;
  const expectations = createExpectations();
  const recorder = { scheduler, lifetime };
  const flush = () => {
    run.flush();
    expectations.settle();
  };
  const result: unknown = body({
    ...{ cold, hot, time, animate, flush, testScheduler: scheduler },
    expectObservable: createExpectObservable(expectations, recorder),
    expectSubscriptions: createExpectSubscriptions(expectations),
    expectSignals: createExpectSignals(expectations, recorder),
  });
  refusePromise(result);
  expectations.refuseUnfinished();
  flush();
}

function refusePromise(result: unknown): void {
  if (typeof result !== 'object' || result === null || !('then' in result)) return;
  // Its failure is not the one to report, and unhandled it would end the process.
  Promise.resolve(result).catch(() => undefined);
  throw new TypeError(
    'expected a synchronous body in marbles(…), got a promise, which virtual time cannot run',
  );
}

function refuseComparison(): never {
  throw new TypeError(
    'expected the expectations that marbles(…) gives its body, got those of the scheduler',
  );
}
