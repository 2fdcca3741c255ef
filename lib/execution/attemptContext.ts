import type { Abortion } from '../../operators/abortable.ts';
import type { PipeContext } from '../definitions/pipeContext.ts';
import type { RunningCall } from './runningCall.ts';

/**
 * What the body of one attempt among several is given. An attempt that was left behind may still be at work:
 * its signal stays aborted, and what it has done does not count for those after it.
 */
export class AttemptContext implements PipeContext {
  readonly #attempt: number;

  constructor(
    private readonly call: RunningCall,
    private readonly abortion: Abortion,
  ) {
    this.#attempt = call.attempt;
  }

  get runId(): string {
    return this.call.runId;
  }

  get pipe(): PipeContext['pipe'] {
    return this.call.pipe;
  }

  get signal(): AbortSignal {
    return this.call.signalOf(this.abortion);
  }

  get scheduler(): PipeContext['scheduler'] {
    return this.call.scheduler;
  }

  get logger(): PipeContext['logger'] {
    return this.call.logger;
  }

  /** A function of its own, as bodies take it out of the context. */
  readonly progress = (rows: number): void => {
    const isOver = this.abortion.abandoned || this.call.attempt !== this.#attempt;
    if (!isOver) this.call.progress(rows);
  };
}
