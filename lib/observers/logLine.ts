import { readableDuration } from '../planning/readableDuration.ts';
import { catalogue } from '../signals/catalogue.ts';
import type { OutgoingOptions } from '../signals/outgoing.ts';
import type { SignalEvent } from '../signals/signalEvent.ts';
import { logText } from './logText.ts';
import { logValue } from './logValue.ts';
import { readable } from './readable.ts';
import { type LogLevel, signalLevel } from './signalLevel.ts';

export interface LogLineOptions extends OutgoingOptions {
  /** Whether levels are coloured for a terminal. @default false */
  readonly colour?: boolean;
}

/** An event as one line for people: time of day in UTC, level, name, fields, how long it took, and its cause. */
export function logLine(event: SignalEvent, { colour = false, ...options }: LogLineOptions = {}): string {
  const { timestamp, ...rest } = readable(event, options);
  const level = signalLevel(event.name);
  return [
    String(timestamp).slice(-13, -1),
    paint(level, colour),
    logText(event.name).padEnd(NAME_WIDTH),
    ...fieldsOf(rest),
    `#${event.sequence}`,
    ...(event.causedBy === undefined ? [] : [`<- #${event.causedBy}`]),
  ].join(' ');
}

const NAME_WIDTH = Math.max(...Object.keys(catalogue).map(({ length }) => length));

const ENVELOPE: ReadonlySet<string> = new Set(['signal', 'sequence', 'operationId', 'causedBy']);

/** `key=value` for each field of the payload; the duration comes last, in words. */
function fieldsOf(form: Readonly<Record<string, unknown>>): string[] {
  const duration = readableDuration(form['durationSeconds']);
  const fields = Object.entries(form)
    .filter(([key, value]) => value !== undefined && !ENVELOPE.has(key))
    .filter(([key]) => key !== 'durationSeconds' || duration === undefined)
    .map(([key, value]) => `${logText(key)}=${logValue(value)}`);
  return duration === undefined ? fields : [...fields, `in ${duration}`];
}

const COLOURS: Readonly<Record<LogLevel, number>> = { debug: 90, info: 32, warn: 33, error: 31 };

function paint(level: LogLevel, colour: boolean): string {
  const padded = level.toUpperCase().padEnd(5);
  return colour ? `\u001b[${COLOURS[level]}m${padded}\u001b[39m` : padded;
}
