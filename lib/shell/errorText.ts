import { oneLine } from '../planning/oneLine.ts';
import { failureOf } from '../signals/failureOf.ts';

/** What was thrown, on one line. */
export function errorText(thrown: unknown): string {
  const { error, errorType } = failureOf(thrown);
  return `${errorType}: ${oneLine(error)}`;
}
