import { filter, map, tap } from 'rxjs';
import type { OutgoingOptions } from '../signals/outgoing.ts';
import type { SignalObserver } from '../signals/signals.ts';
import { type LogLevels, levelFilter } from './levelFilter.ts';
import { logJson } from './logJson.ts';
import { logLine } from './logLine.ts';

export interface LogOptions extends OutgoingOptions {
  /** Takes each line, without its end. @default console.log */
  readonly write?: (line: string) => void;
  /** Lines for people, or JSON for programs. @default 'line' */
  readonly format?: 'line' | 'json';
  /** From which level on signals are told, by name or pattern; the most specific counts. @default info */
  readonly levels?: LogLevels;
  /** Whether the levels in lines for people are coloured for a terminal. @default false */
  readonly colour?: boolean;
}

/**
 * Writes one line for each signal that matters enough, without secrets, and cut where it is too big.
 *
 * - emits each line once it is written
 * - completes when the source completes
 * - errors when the source errors or `write` throws
 * - on unsubscribe, stops at once
 */
export function log({
  write = toConsole,
  format = 'line',
  levels = {},
  colour = false,
  ...options
}: LogOptions = {}): SignalObserver<string> {
  if (format !== 'line' && format !== 'json')
    throw new TypeError(`expected format to be 'line' or 'json', got '${format}'`);
  const isTold = levelFilter(levels);
  return (all$) =>
    all$.pipe(
      filter(({ name }) => isTold(name)),
      map((event) =>
        format === 'json' ? logJson(event, options) : logLine(event, { ...options, colour }),
      ),
      tap((line) => write(line)),
    );
}

function toConsole(line: string): void {
  console.log(line);
}
