/** It was stopped, or came to its own end. */
export interface StoppedStream {
  readonly status: 'stopped';
  readonly pipeId: string;
  /** Why; `completed` where it came to its own end. */
  readonly reason: string;
}

/** Its query failed or could not be started, and nobody tried again. */
export interface FailedStream {
  readonly status: 'failed';
  readonly pipeId: string;
  readonly error: unknown;
}

/** Its query was started again, and failed, until whoever did so gave up. */
export interface ExhaustedStream {
  readonly status: 'exhausted';
  readonly pipeId: string;
  readonly error: unknown;
  readonly failures: number;
}

/**
 * It was not started.
 *
 * - `upstream_failed`: a pipe whose output it needs failed
 * - `no_data`: its first input was never written, as the pipe that does so was skipped
 */
export interface SkippedStream {
  readonly status: 'skipped';
  readonly pipeId: string;
  readonly reason: 'upstream_failed' | 'no_data';
  /** The pipe that is to blame: of several, the first in alphabetical order. */
  readonly upstream?: string;
}

/** It was kept from starting. */
export interface CancelledStream {
  readonly status: 'cancelled';
  readonly pipeId: string;
  readonly reason: string;
}

/** It ran before, and was left running. */
export interface LeftStream {
  readonly status: 'left';
  readonly pipeId: string;
}

/** How a stream of a plan ended. Every requested stream ends in one of these ways, once. */
export type StreamOutcome =
  | StoppedStream
  | FailedStream
  | ExhaustedStream
  | SkippedStream
  | CancelledStream
  | LeftStream;
