import {
  catchError,
  concat,
  defer,
  EMPTY,
  from,
  ignoreElements,
  type Observable,
  tap,
  throwError,
} from 'rxjs';
import type { Abortion } from '../../../operators/abortable.ts';
import type { Engine } from '../../data/engine.ts';
import { EngineError } from '../../data/engineError.ts';
import type { Entity } from '../../definitions/entity.ts';
import type { Frame } from '../../definitions/frame.ts';
import { inputsOf } from '../../definitions/inputsOf.ts';
import { streamed } from '../../definitions/pipeResult.ts';
import { isSqlQuery } from '../../definitions/sqlValue.ts';
import { BatchContext } from './batchContext.ts';
import type { BatchRun } from './batchRun.ts';
import { CaptureLostError } from './captureLostError.ts';

/** Transforms the rows of a batch and writes what comes of them, in a transaction. */
export function batchBody(
  batch: Frame,
  inside: Engine,
  { run, abortion }: { readonly run: BatchRun; readonly abortion: Abortion },
): Observable<never> {
  const { pipe, runId, context, options, captured, entity, mode } = run;
  const { output } = pipe;
  const frameOf = (input: Entity): Frame => {
    if (input.id === entity.id) return batch;
    return captured.get(input.id)?.(inside) ?? inside.read(input);
  };
  const body$ = defer(() => {
    const given = new BatchContext(runId, pipe, abortion, context.scheduler, options.log);
    const result: unknown = pipe.run(inputsOf(pipe, frameOf), given);
    const query = output && isSqlQuery(result) ? inside.query(result) : undefined;
    const source = query ?? whole(streamed(result, pipe), abortion);
    if (!output || !mode) return from(source as ReturnType<typeof whole>);
    return inside.write(output, source, mode, { ensure: true, by: { runId, pipeId: pipe.id } });
  });
  // Who reads what was written so far finds nothing at first, and no error.
  const readsOwn = output !== undefined && pipe.inputs.some(({ id }) => id === output.id);
  const ensured$ = readsOwn ? inside.ensure(output) : EMPTY;
  return concat(ensured$, body$).pipe(
    ignoreElements(),
    catchError((error: unknown) => throwError(() => (isOfCapture(error, run) ? lost(error, run) : error))),
  );
}

/** Rows of earlier versions are let go of some time, and then the query has to capture its inputs anew. */
const isOfCapture = (error: unknown, { captured }: BatchRun): error is EngineError =>
  error instanceof EngineError &&
  error.errorClass === 'version_not_found' &&
  error.entityId !== undefined &&
  captured.has(error.entityId);

const lost = (cause: EngineError, { queryId }: BatchRun) =>
  new CaptureLostError(queryId, cause.entityId ?? '', { cause });

/** A body that ends because it was told to has not given all there is; then nothing is to be written. */
const whole = (source: ReturnType<typeof streamed>, abortion: Abortion) =>
  from(source).pipe(tap({ complete: () => abortion.signal.throwIfAborted() }));
