import type { failureOf } from '../../signals/failureOf.ts';

/** The fields by which a failure is told. */
export type Failure = ReturnType<typeof failureOf>;

/** What is told of a change that somebody stopped waiting for. */
export const cancelled: Failure = {
  error: 'unsubscribed from before it was done',
  errorType: 'CancelledError',
};
