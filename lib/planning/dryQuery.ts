import { asyncScheduler, EMPTY } from 'rxjs';
import { type Frame, frameBrand } from '../definitions/frame.ts';
import { inputsOf } from '../definitions/inputsOf.ts';
import type { Pipe } from '../definitions/pipe.ts';
import type { PipeContext } from '../definitions/pipeContext.ts';
import { isSqlQuery, type SqlQuery } from '../definitions/sqlValue.ts';

/**
 * The query of a pipe, without running it: its body is called with frames that have a name and no rows, and with a
 * signal that is aborted. Nothing where that gives no query, or throws. A body that has effects as soon as it is called
 * has them here as well.
 */
export function dryQuery(pipe: Pipe): SqlQuery | undefined {
  try {
    const result: unknown = pipe.run(
      inputsOf(pipe, ({ id }) => dryFrame(id)),
      dryContext(pipe),
    );
    if (isSqlQuery(result)) return result;
    // Nobody waits for it, so nobody is to be told of its failure either.
    if (result instanceof Promise) result.catch(() => undefined);
    return undefined;
  } catch {
    return undefined;
  }
}

const dryFrame = (entityId: string): Frame => ({
  [frameBrand]: true,
  entityId,
  columns: () => EMPTY,
  rows: () => EMPTY,
  batches: () => EMPTY,
});

const nothing = () => undefined;

const dryContext = ({ id, name, tags }: Pipe): PipeContext => ({
  runId: 'dry',
  pipe: { id, name, tags },
  signal: AbortSignal.abort(),
  scheduler: asyncScheduler,
  progress: nothing,
  logger: { debug: nothing, info: nothing, warn: nothing, error: nothing },
});
