import type { Recording } from './recording.ts';
import { showValue } from './showValue.ts';
import { type ToMarblesOptions, toMarbles } from './toMarbles.ts';

/** Draws a recording for people: its rows one above the other, and below them what the letters stand for. */
export function drawRecording(recording: Recording, options: ToMarblesOptions = {}): string {
  const { rows, values, quantum } = toMarbles(recording, options);
  const names = Object.keys(rows);
  const width = Math.max(0, ...names.map((name) => name.length));
  return [
    ...names.map((name) => `  ${name.padEnd(width)}  ${rows[name]}`),
    '',
    ...Object.entries(values).map(
      ([letter, { name, payload }]) => `  ${letter} = ${name} ${showValue(payload)}`,
    ),
    ...(quantum > 1 ? ['', `  times are rounded down to ${quantum}ms`] : []),
  ].join('\n');
}
