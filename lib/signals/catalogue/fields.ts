import * as t from 'io-ts';

export const text = t.string;
export const texts = t.readonlyArray(t.string, 'string[]');
export const number = t.number;
export const flag = t.boolean;

/** A free-form part of a payload; plain data like everything else. */
export const details = t.UnknownRecord;

/** The version of an entity or of its data: whatever the engine counts in. */
export const version = t.union([t.string, t.number]);

/** A reader's place in an entity, opaque to everybody but the engine. */
export const watermark = t.union([t.string, t.number, t.UnknownRecord]);

/** Column names and their types. */
export const schema = t.record(t.string, t.string, 'Record<string, string>');

export const changeClass = t.union([
  t.literal('data'),
  t.literal('additive'),
  t.literal('breaking'),
  t.literal('metadata'),
]);

/** What every failure tells: a short message, never a stack, and the name of the error. */
export const failure = { error: text, errorType: text } as const;

/** How long it took. */
export const duration = { durationSeconds: number } as const;

/** How the members of something that ran together ended. */
export const outcomes = {
  successCount: number,
  failedCount: number,
  skippedCount: number,
  cancelledCount: number,
} as const;
