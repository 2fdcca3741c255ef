import type { SchedulerLike } from 'rxjs';

/** What a pipe says while it runs, with fields for machines. */
export type PipeLog = (message: string, fields?: Readonly<Record<string, unknown>>) => void;

/** What a running pipe has at hand. */
export interface PipeContext {
  readonly runId: string;
  /** The pipe that runs. */
  readonly pipe: {
    readonly id: string;
    readonly name: string;
    readonly tags: Readonly<Record<string, string>>;
  };
  /** Aborted when the run is stopped or takes too long; whatever takes time is expected to honour it. */
  readonly signal: AbortSignal;
  /** Where time comes from. */
  readonly scheduler: SchedulerLike;
  /** Tells how many more rows are done. */
  progress(rows: number): void;
  readonly logger: {
    readonly debug: PipeLog;
    readonly info: PipeLog;
    readonly warn: PipeLog;
    readonly error: PipeLog;
  };
}
