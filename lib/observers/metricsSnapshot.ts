/** What was counted and timed up to a signal; plain data that never changes. */
export interface MetricsSnapshot {
  /** How many signals were counted. */
  readonly total: number;
  /** Time of the last one, in milliseconds of the bus's scheduler. */
  readonly time: number;
  /** Upper limits in seconds of the buckets of all durations; one more bucket, without a limit, is the last. */
  readonly buckets: readonly number[];
  readonly signals: Readonly<Record<string, SignalMetrics>>;
}

/** What was counted and timed of one signal. */
export interface SignalMetrics {
  readonly count: number;
  /** How often it told of each type of error; empty where it does not tell of failures. */
  readonly failures: Readonly<Record<string, number>>;
  /** Sum of each field that tells a number of rows. */
  readonly rows: Readonly<Record<string, number>>;
  /** Its durations; nothing where it tells none. */
  readonly durations?: DurationMetrics;
}

/** How long something took, in buckets. */
export interface DurationMetrics {
  readonly count: number;
  readonly sumSeconds: number;
  /** How many durations fell into each bucket, and no lower one. */
  readonly counts: readonly number[];
}
