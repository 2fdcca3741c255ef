import { showValue } from './showValue.ts';

/** One action on the way to where something did not hold, and how the world was after it. */
export interface CounterexampleStep {
  readonly action: string;
  readonly state: string;
}

export interface Counterexample {
  /** How the world began. */
  readonly before: string;
  /** What was done, from the beginning to where it was found. */
  readonly steps: readonly CounterexampleStep[];
  /** The end that it came to, where that is what did not hold. */
  readonly end: string | undefined;
  /** What was thrown. */
  readonly cause: unknown;
}

/** Some order of actions leads to where something does not hold; the message shows how, and the cause is what. */
export class CounterexampleError extends Error {
  override readonly name = 'CounterexampleError';
  readonly before: string;
  readonly steps: readonly CounterexampleStep[];
  readonly end: string | undefined;

  constructor({ before, steps, end, cause }: Counterexample) {
    const names = [...steps.map(({ action }) => action), ...(end === undefined ? [] : [end])];
    const where = names.length === 0 ? 'at the beginning' : `after ${names.join(', ')}`;
    super([`expected all to hold ${where}, but`, reasonOf(cause), '', ...drawn(before, steps)].join('\n'), {
      cause,
    });
    this.before = before;
    this.steps = steps;
    this.end = end;
  }
}

const reasonOf = (cause: unknown): string => (cause instanceof Error ? cause.message : showValue(cause));

/** The actions one below the other, and beside each the state that it led to. */
function drawn(before: string, steps: readonly CounterexampleStep[]): readonly string[] {
  const lines = [{ action: '', state: before }, ...steps];
  const width = Math.max(...lines.map(({ action }) => action.length));
  return lines.map(({ action, state }) => `  ${action.padEnd(width)}  ${state}`.trimEnd());
}
