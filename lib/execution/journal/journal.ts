import type { Observable } from 'rxjs';
import type { Durations } from '../../planning/durations.ts';
import type { PipeOutcome, SkipReason } from '../pipeState.ts';

/** Something to be kept of a run, as plain data. */
export type JournalEntry =
  | {
      readonly kind: 'run_started';
      readonly runId: string;
      readonly at: number;
      /** The run that this one resumes. */
      readonly resumes: string | undefined;
      readonly pipeIds: readonly string[];
      /** What each pipe was defined as, as a short text that changes with the definition. */
      readonly fingerprints: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'pipe_ended';
      readonly runId: string;
      readonly at: number;
      readonly pipeId: string;
      readonly status: PipeOutcome['status'];
      readonly reason: SkipReason | undefined;
      readonly error: string | undefined;
      readonly elapsedMs: number | undefined;
      readonly attempts: number;
      readonly rows: number;
    }
  | {
      readonly kind: 'run_ended';
      readonly runId: string;
      readonly at: number;
      readonly status: 'succeeded' | 'failed' | 'cancelled';
    };

/** How a pipe ended, as it was kept. */
export type JournaledPipe = Extract<JournalEntry, { readonly kind: 'pipe_ended' }>;

/** A run as it was kept. One without an end broke off. */
export interface JournaledRun {
  readonly runId: string;
  readonly startedAt: number;
  readonly endedAt: number | undefined;
  readonly status: 'succeeded' | 'failed' | 'cancelled' | undefined;
  readonly resumes: string | undefined;
  readonly pipeIds: readonly string[];
  readonly fingerprints: Readonly<Record<string, string>>;
  /** Of the pipes that ended, how. */
  readonly pipes: ReadonlyMap<string, JournaledPipe>;
}

/**
 * Keeps what becomes of runs. Write your own to keep it longer: entries of a run come in order, and what has
 * been appended has to be there when it is read.
 */
export interface Journal {
  /** Keeps an entry, then completes. */
  append(entry: JournalEntry): Observable<never>;
  /** A run, or nothing if it is not known; one emission. */
  read(runId: string): Observable<JournaledRun | undefined>;
  /** The ids of the runs that are known, the last one first; one emission. */
  runs(): Observable<readonly string[]>;
  /** How long pipes took when they last succeeded, in milliseconds; one emission. */
  durations(): Observable<Durations>;
}
