import { Signals } from '../signals/signals.ts';
import { literalOf } from './literalOf.ts';
import type { Recording } from './recording.ts';
import { type ToMarblesOptions, toMarbles } from './toMarbles.ts';

export interface ToTestOptions extends Pick<ToMarblesOptions, 'quantum'> {
  /** What the test says. @default 'happens as recorded' */
  readonly name?: string;
  /** The package that gives `it`: `node:test`, `@jest/globals`, `vitest`. @default 'node:test' */
  readonly runner?: string;
}

/**
 * Writes a marble test out of a recording, as the text of a file of JavaScript or TypeScript. It passes as it is:
 * it emits what was recorded and expects just that. Put in place of the emitting what is to make it happen.
 *
 * Payloads are written as they were recorded, so without the secrets that `record` left out. A recorded payload that
 * is cut too short to be emitted again is refused.
 */
export function toTest(
  recording: Recording,
  { name = 'happens as recorded', runner = 'node:test', quantum: wanted }: ToTestOptions = {},
): string {
  refuseUnusable(recording);
  const { rows, values, quantum } = toMarbles(recording, {
    moments: Number.POSITIVE_INFINITY,
    ...(wanted !== undefined && { quantum: wanted }),
  });
  const rounded = quantum > 1 ? `// Times are rounded down to ${quantum}ms.\n` : '';
  return `import { it } from ${literalOf(runner)};
import { Signals } from 'rekindle';
import { marbles } from 'rekindle/testing';

${rounded}const recorded = ${literalOf(rows['signals'] ?? '')};
const values = ${literalOf(values)};

it(
  ${literalOf(name)},
  marbles(({ cold, expectSignals }) => {
    const signals = new Signals();
    expectSignals(signals, '*').toBe(recorded, values);
    // Repeats what was recorded: put here what is to make it happen.
    cold(recorded, values).subscribe(({ name, payload }) => signals.emit(name, payload));
  }),
);
`;
}

/** Finds out here what the test would fail with. */
function refuseUnusable(recording: Recording): void {
  if (recording.length === 0) throw new RangeError('expected a recording of signals, got an empty one');
  const signals = new Signals();
  for (const { name, payload } of recording) signals.emit(name, payload);
}
