import { type FailureEvidence, failureEvidence } from './failureEvidence.ts';
import type { FailureMarks, FailureRow, OneOf } from './failureRow.ts';
import { knownFailures } from './knownFailures.ts';

/** So many errors of a chain are looked at; whoever wraps more often than that says nothing new. */
const DEEPEST = 32;

/**
 * Finds the row that says what a failure is, if there is one. Rows of your own go before the known ones, and
 * of each table the first that fits counts.
 *
 * An error that fits no row, or one that says `unknown`, is judged by its causes: whoever wraps an error
 * knows most about it, but often nothing. Where nothing decides, the innermost row that says `unknown` counts.
 */
export function knownFailure(error: unknown, own: readonly FailureRow[] = []): FailureRow | undefined {
  const chain = Array.from(chainOf(error), failureEvidence);
  let undecided: FailureRow | undefined;
  // Alone first, so that a row of your own about a cause goes before a known one about what wraps it.
  for (const rows of [own, [...own, ...knownFailures]]) {
    for (const evidence of chain) {
      const row = rows.find(({ is }) => listOf(is).some((marks) => matches(marks, evidence)));
      if (row && row.failureClass !== 'unknown') return row;
      undecided = row ?? undecided;
    }
  }
  return undecided;
}

/** An error, its cause and the errors it sums up, those of theirs, and so on; each once. */
function* chainOf(error: unknown): Generator<unknown> {
  const seen = new Set<unknown>();
  const ahead = [error];
  while (ahead.length > 0 && seen.size < DEEPEST) {
    const one = ahead.shift();
    if (seen.has(one)) continue;
    seen.add(one);
    yield one;
    if (typeof one !== 'object' || one === null) continue;
    const { cause, errors } = one as { readonly cause?: unknown; readonly errors?: unknown };
    if (cause !== undefined && cause !== null) ahead.push(cause);
    if (Array.isArray(errors)) ahead.push(...errors);
  }
}

function matches(marks: FailureMarks, evidence: FailureEvidence): boolean {
  const { name, errorClass, sqlState, code, status, transient, message } = marks;
  const { names, errorClasses, sqlStates, codes, statuses } = evidence;
  return (
    (name === undefined || listOf(name).some((one) => names.has(one))) &&
    (errorClass === undefined || listOf(errorClass).some((one) => errorClasses.some(isOf(one)))) &&
    (sqlState === undefined ||
      listOf(sqlState).some((one) => sqlStates.some((it) => it.startsWith(one)))) &&
    (code === undefined || listOf(code).some((one) => codes.has(one))) &&
    (status === undefined || listOf(status).some((one) => statuses.has(one))) &&
    (transient === undefined || transient === evidence.transient) &&
    (message === undefined || evidence.message.search(message) >= 0)
  );
}

const isOf = (errorClass: string) => (one: string) =>
  one === errorClass || one.startsWith(`${errorClass}.`);

const listOf = <T>(value: OneOf<T>): readonly T[] => (Array.isArray(value) ? value : [value as T]);
