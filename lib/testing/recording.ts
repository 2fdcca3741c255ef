/** A signal as it was recorded. */
export interface RecordedSignal {
  readonly name: string;
  readonly payload: unknown;
  /** Place in the one order in which everybody was told. */
  readonly sequence: number;
  /** When it was emitted, in milliseconds. */
  readonly time: number;
  readonly operationId: string;
  /** Sequence of the signal that led to it. */
  readonly causedBy?: number;
}

/** Signals in the order in which they were told. */
export type Recording = readonly RecordedSignal[];
