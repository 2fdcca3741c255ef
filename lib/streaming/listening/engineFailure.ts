import type { QueryEvent } from './queryEvent.ts';

/** What an engine says that a run failed with, as an error; nothing where it says of no failure. */
export function engineFailure({
  error,
  errorType,
}: Extract<QueryEvent, { kind: 'terminated' }>): Error | undefined {
  if (error === undefined) return undefined;
  return Object.assign(new Error(error), errorType === undefined ? {} : { name: errorType });
}
