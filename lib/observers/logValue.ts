import { logText } from './logText.ts';

/** A value on one line of a log; lists and objects show their first members, and how many more there are. */
export function logValue(value: unknown, { within = false }: LogValueOptions = {}): string {
  if (typeof value !== 'object' || value === null) return logText(String(value), { within });
  if (Array.isArray(value)) {
    const items = value.slice(0, SHOWN).map((item) => logValue(item, { within: true }));
    return `[${[...items, ...more(value.length)].join(',')}]`;
  }
  const entries = Object.entries(value);
  const fields = entries
    .slice(0, SHOWN)
    .map(([key, item]) => `${logText(key, { within: true })}=${logValue(item, { within: true })}`);
  return `{${[...fields, ...more(entries.length)].join(',')}}`;
}

export interface LogValueOptions {
  /** Whether it stands in a list or in an object. @default false */
  readonly within?: boolean;
}

const SHOWN = 5;

const more = (count: number) => (count > SHOWN ? [`…+${count - SHOWN}`] : []);
