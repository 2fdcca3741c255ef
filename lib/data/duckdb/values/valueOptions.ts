/**
 * What becomes of values of DuckDB that JavaScript has no one value for.
 *
 * Everything else is always the same: dates and timestamps of any kind are a `Date` (an infinite one, or one
 * later than a `Date` can be, is `Infinity` or `-Infinity`, which compare with dates as they should; what is
 * smaller than a millisecond is cut off), TIME and INTERVAL are texts, UUID and ENUM strings, BLOB
 * a `Uint8Array`, lists are arrays, a STRUCT is an object, a MAP is an object if its keys are texts and a
 * `Map` otherwise, and no value is `null`.
 */
export interface ValueOptions {
  /**
   * Whole numbers of 64 bits and more, as `count(*)` and `sum` give them. `safe`: a number where it is
   * exact, else a bigint. `number` rounds. @default 'safe'
   */
  readonly bigint?: 'safe' | 'bigint' | 'number' | 'string';
  /** `number` is the number that is nearest; `string` keeps every digit. @default 'number' */
  readonly decimal?: 'number' | 'string';
  /** Columns of type JSON: what the text says, or the text. @default 'parsed' */
  readonly json?: 'parsed' | 'text';
}
