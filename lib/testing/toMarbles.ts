import { marbleGrid } from './marbleGrid.ts';
import { letterAt } from './marbleLetters.ts';
import { recordedQuantum } from './recordedQuantum.ts';
import type { RecordedSignal, Recording } from './recording.ts';
import { marblesOf, type SpelledMessage } from './spell.ts';

export interface ToMarblesOptions {
  /** Names the row a signal is drawn in; `rowById` gives each pipe, query and entity its own. @default all in 'signals' */
  readonly rowOf?: (signal: RecordedSignal) => string;
  /** How many different times are told apart, where `quantum` is not given. @default 40 */
  readonly moments?: number;
  /** Times are rounded down to multiples of so many milliseconds. @default the finest of 1, 2, 5, 10, 20 … that serves */
  readonly quantum?: number;
}

/** A recording as marble diagrams, as `expectSignals` takes them. */
export interface RecordedMarbles {
  /** A diagram for each row, in the order in which the rows begin; the same column is the same time in all. */
  readonly rows: Readonly<Record<string, string>>;
  /** What the letters stand for, in all rows alike. */
  readonly values: Readonly<Record<string, { readonly name: string; readonly payload: unknown }>>;
  /** To what times were rounded down, in milliseconds. */
  readonly quantum: number;
}

/**
 * Draws a recording as marble diagrams, from its first signal on. Signals of one name and payload have one letter.
 * Times are those of the recording, in milliseconds, rounded down so far that signals which came shortly after one
 * another are drawn as a group. A clock that was set back stands still until it has caught up.
 */
export function toMarbles(
  recording: Recording,
  { rowOf = () => 'signals', moments = 40, quantum: wanted }: ToMarblesOptions = {},
): RecordedMarbles {
  const letters = lettersOf(recording);
  const rows = rowsOf(recording, rowOf);
  const times = [...rows.values()].map((row) => row.map(({ time }) => time));
  const quantum = recordedQuantum(times, { quantum: wanted, moments });
  const spelled = ({ time, signal }: Timed): SpelledMessage => ({
    frame: Math.floor(time / quantum) * quantum,
    notification: { kind: 'N', value: signal },
    character: letters.of(signal),
  });
  const { lines } = marbleGrid([...rows.values()].map((row) => marblesOf(row.map(spelled))));
  return {
    rows: Object.fromEntries([...rows.keys()].map((name, index) => [name, lines[index]?.trimEnd() ?? ''])),
    values: letters.values,
    quantum,
  };
}

interface Timed {
  readonly signal: RecordedSignal;
  readonly time: number;
}

function rowsOf(recording: Recording, rowOf: (signal: RecordedSignal) => string): Map<string, Timed[]> {
  const rows = new Map<string, Timed[]>();
  let time = 0;
  for (const signal of recording) {
    time = Math.max(time, signal.time - (recording[0]?.time ?? 0));
    const name = rowOf(signal);
    const row = rows.get(name);
    if (row) row.push({ signal, time });
    else rows.set(name, [{ signal, time }]);
  }
  return rows;
}

/** More letters than these look alike, and no reader would look. */
const mostLetters = 20_000;

function lettersOf(recording: Recording) {
  const given = new Map<string, string>();
  const values: [string, Pick<RecordedSignal, 'name' | 'payload'>][] = [];
  const keyOf = ({ name, payload }: RecordedSignal) => JSON.stringify([name, payload]);
  for (const signal of recording) {
    const key = keyOf(signal);
    if (given.has(key)) continue;
    const letter = letterAt(given.size);
    given.set(key, letter);
    values.push([letter, { name: signal.name, payload: signal.payload }]);
  }
  if (given.size > mostLetters) {
    throw new RangeError(
      `expected at most ${mostLetters} different signals in a diagram, got ${given.size}: leave some out`,
    );
  }
  return {
    of: (signal: RecordedSignal) => given.get(keyOf(signal)) ?? '',
    values: Object.fromEntries(values),
  };
}
