import { received } from '../../definitions/received.ts';

/** What a value of a file is not. */
export class FieldRefusal {
  constructor(readonly reason: string) {}
}

/** Makes what a column holds of what a file holds: a text, or a value of JSON, and never null. */
export type FieldReader = (value: unknown) => unknown | FieldRefusal;

/** What was expected, and what came. */
export const refused = (expected: string, value: unknown) =>
  new FieldRefusal(`expected ${expected}, got ${received(value)}`);
