import * as t from 'io-ts';
import type { RecordedSignal, Recording } from './recording.ts';

/** A line of a recording is not a signal. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';

  constructor(
    /** Counted from 1. */
    readonly line: number,
    text: string,
  ) {
    const shown = text.length > 100 ? `${text.slice(0, 100)}…` : text;
    super(`expected a signal in line ${line} of the recording, as record(…) writes it, got ${shown}`);
  }
}

/** Reads the lines of `record`, or those of `audit`, as one text or line by line. Empty lines are skipped. */
export function readRecording(lines: string | Iterable<string>): Recording {
  return [...(typeof lines === 'string' ? lines.split('\n') : lines)].flatMap((text, index) =>
    text.trim() === '' ? [] : [readLine(text, index + 1)],
  );
}

const recorded = t.intersection([
  t.type({ signal: t.string, sequence: t.number, timestamp: t.string, operationId: t.string }),
  t.partial({ causedBy: t.number }),
]);

function readLine(text: string, line: number): RecordedSignal {
  const form = parsed(text);
  if (!recorded.is(form)) throw new RecordingError(line, text);
  const { signal, sequence, timestamp, operationId, causedBy, ...fields } = form;
  const time = Date.parse(timestamp);
  if (Number.isNaN(time)) throw new RecordingError(line, text);
  const cause = causedBy === undefined ? {} : { causedBy };
  return { name: signal, payload: payloadOf(fields), sequence, time, operationId, ...cause };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Undoes how a payload is laid beside its envelope: what has no fields stands under `payload`. */
function payloadOf(fields: Readonly<Record<string, unknown>>): unknown {
  const entries = Object.entries(fields);
  if (entries.length === 1 && entries[0]?.[0] === 'payload') return entries[0][1];
  return Object.fromEntries(entries.map(([key, value]) => [key.replace(moved, ''), value]));
}

/** A field that is called like one of the envelope was moved out of its way. */
const moved = /^payload_(?=(signal|sequence|timestamp|operationId|causedBy)$)/;
