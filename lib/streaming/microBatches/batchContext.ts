import type { SchedulerLike } from 'rxjs';
import type { Abortion } from '../../../operators/abortable.ts';
import type { Pipe } from '../../definitions/pipe.ts';
import type { PipeContext, PipeLog } from '../../definitions/pipeContext.ts';
import type { PipeQueryOptions } from './pipeQueryOptions.ts';

/** What the body of a pipe is given for one batch. */
export class BatchContext implements PipeContext {
  readonly logger: PipeContext['logger'];

  constructor(
    readonly runId: string,
    readonly pipe: Pipe,
    private readonly abortion: Abortion,
    readonly scheduler: SchedulerLike,
    log: PipeQueryOptions['log'],
  ) {
    const at =
      (level: 'debug' | 'info' | 'warn' | 'error'): PipeLog =>
      (...message) =>
        log?.(level, ...message);
    this.logger = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  }

  /** Made when it is first asked for, as it costs more than many a batch. */
  get signal(): AbortSignal {
    return this.abortion.signal;
  }

  /** A function of its own, as bodies take it out of the context. Batches are small, and tell when they are done. */
  readonly progress = (): void => undefined;
}
