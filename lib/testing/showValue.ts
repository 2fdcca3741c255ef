import { inspect } from 'node:util';
import { isError } from './compareWhole.ts';
import { missing } from './differences.ts';
import { drawMarbles } from './drawMarbles.ts';
import { isInnerObservable } from './isInnerObservable.ts';

/** Shows a value on one line of a failure message. */
export function showValue(value: unknown): string {
  if (value === missing) return 'nothing';
  if (isError(value)) return `${value.name}: ${value.message}`;
  if (isInnerObservable(value)) {
    const { marbles, values } = drawMarbles(value);
    const isPlain = Object.entries(values).every(([letter, own]) => letter === own);
    return `observable ${marbles}${isPlain ? '' : ` with ${showValue(values)}`}`;
  }
  const shown = inspect(value, { depth: 4, compact: true, breakLength: Infinity, maxArrayLength: 20 });
  return shown.replace(stackFrame, '').replace(/\n\s*/g, ' ');
}

/** Where an error was made says nothing about what it is. */
const stackFrame = /\n\s+at (?:.*?:\d+:\d+\)?|.*?\((?:<anonymous>|native|index \d+)\))/g;
