import type { FailureClass } from '../../../operators/recoveryNotice.ts';

/** One thing or several of which any will do. */
export type OneOf<T> = T | readonly T[];

/** What an error looks like. All that is given must fit. */
export interface FailureMarks {
  /** Its name; of a class of the JVM or of Python without the package. Also found in the message. */
  readonly name?: OneOf<string>;
  /** Its `errorClass`, as Spark and Delta have it, with or without what follows a dot. Also found in brackets. */
  readonly errorClass?: OneOf<string>;
  /** Its `sqlState`, or the first characters of it. Also found in the message, after `SQLSTATE:`. */
  readonly sqlState?: OneOf<string>;
  /** Its `code`, as Node has it. Texts are also found in the message. */
  readonly code?: OneOf<string | number>;
  /** Its `status` or `statusCode`, as HTTP has it. Also found in the message. */
  readonly status?: OneOf<number>;
  /** What it says itself about whether doing the same again may help. */
  readonly transient?: boolean;
  /** What its message looks like. */
  readonly message?: RegExp;
}

/** One known failure: how it is recognised, and whether starting again can help. */
export interface FailureRow {
  /** Where it comes from, a dot, and what it is, such as `delta.conflict`. */
  readonly id: string;
  /** How it is recognised; of several marks any will do. */
  readonly is: OneOf<FailureMarks>;
  readonly failureClass: FailureClass;
  /** Why it is of that class, in one sentence. */
  readonly why: string;
}
