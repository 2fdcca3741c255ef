import type { VirtualTimeScheduler } from 'rxjs';

/** Refuses a marble test in which virtual time does not come to an end. */
export class EndlessMarblesError extends Error {
  override readonly name = 'EndlessMarblesError';

  constructor(
    readonly steps: number,
    readonly frame: number,
  ) {
    super(
      `expected virtual time to come to an end, but after ${steps} scheduled steps, at ${frame}ms, there ` +
        `was more to do. End an endless source with take() or with a subscription diagram, as in ` +
        `expectObservable(source, '^---!'); allow a long test more with marbles(body, { maxSteps }).`,
    );
  }
}

/**
 * Bounds how many scheduled actions a virtual scheduler runs. Frames are no measure: an hour can pass in one
 * step, and a source that repeats without delay takes no time at all.
 */
export function limitSteps(scheduler: VirtualTimeScheduler, maxSteps: number): void {
  let frame = scheduler.frame;
  let steps = 0;
  // The loop of the scheduler sets the frame before each action. Throwing there, outside any action, the
  // error cannot be caught by the operators under test and retried for ever.
  Object.defineProperty(scheduler, 'frame', {
    get: () => frame,
    set: (next: number) => {
      steps += 1;
      if (steps > maxSteps) throw new EndlessMarblesError(maxSteps, frame);
      frame = next;
    },
  });
}
