import { Observable, Subscription } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { MarbleMessage } from './marbleMessage.ts';

/** What a recording runs on, and what ends it at the latest. */
export interface Recorder {
  readonly scheduler: TestScheduler;
  readonly lifetime: Subscription;
}

/** Writes down what an observable does while virtual time passes, subscribed as `window` draws it. */
export function recordMessages(
  source: Observable<unknown>,
  window: string | null,
  { scheduler, lifetime }: Recorder,
): MarbleMessage[] {
  const { subscribedFrame, unsubscribedFrame } = TestScheduler.parseMarblesAsSubscriptions(window, true);
  const messages: MarbleMessage[] = [];
  const subscription = new Subscription();
  // What is left over from a test that failed half-way would keep the schedulers of RxJS busy in the next.
  lifetime.add(subscription);
  const start = Number.isFinite(subscribedFrame) ? subscribedFrame : 0;
  scheduler.schedule(() => subscription.add(listen(source, messages, 0, scheduler)), start);
  if (Number.isFinite(unsubscribedFrame)) {
    scheduler.schedule(() => subscription.unsubscribe(), unsubscribedFrame);
  }
  return messages;
}

function listen(
  source: Observable<unknown>,
  messages: MarbleMessage[],
  origin: number,
  scheduler: TestScheduler,
): Subscription {
  const push = (notification: MarbleMessage['notification']) =>
    messages.push({ frame: scheduler.frame - origin, notification });
  return source.subscribe({
    next: (value) =>
      push(notificationOf('N', value instanceof Observable ? inner(value, scheduler) : value)),
    error: (error: unknown) => push(notificationOf('E', undefined, error)),
    complete: () => push(notificationOf('C')),
  });
}

/** Parsed marbles have all three fields, and inner observables are compared as they are. */
function notificationOf<K extends string>(kind: K, value?: unknown, error?: unknown) {
  return { kind, value, error };
}

/** An observable emitted as a value is told by what it does from then on. */
function inner(source: Observable<unknown>, scheduler: TestScheduler): MarbleMessage[] {
  const messages: MarbleMessage[] = [];
  listen(source, messages, scheduler.frame, scheduler);
  return messages;
}
