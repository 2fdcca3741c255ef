import { defer, type Observable, tap } from 'rxjs';
import { type Frame, frameBrand, type Row } from '../../definitions/frame.ts';
import { failureOf } from '../../signals/failureOf.ts';
import type { Engine } from '../engine.ts';
import type { Reporting } from './reporting.ts';
import { stopwatch } from './stopwatch.ts';

/** A frame that tells of each reading of its rows. */
export function reportedFrame(frame: Frame, nameOf: () => string, reporting: Reporting): Frame {
  const reported: Frame = {
    [frameBrand]: true,
    entityId: frame.entityId,
    columns: () => frame.columns(),
    rows: (options) => reportedRows(frame.rows(options), { id: frame.entityId, nameOf }, reporting),
  };
  origins.set(reported, { frame, engine: reporting.engine });
  return reported;
}

/** The frame as its engine knows it, if it is one of this engine that is reported on. */
export function innerFrame(frame: Frame, engine: Engine): Frame {
  const origin = origins.get(frame);
  return origin?.engine === engine ? origin.frame : frame;
}

/** Of all engines, so that frames pass from one that reports on an engine to another that does. */
const origins = new WeakMap<Frame, { readonly frame: Frame; readonly engine: Engine }>();

interface Named {
  readonly id: string;
  readonly nameOf: () => string;
}

function reportedRows(
  rows$: Observable<readonly Row[]>,
  { id: entityId, nameOf }: Named,
  reporting: Reporting,
): Observable<readonly Row[]> {
  const { emit } = reporting;
  return defer(() => {
    const seconds = stopwatch(reporting.scheduler);
    let rows = 0;
    const told = () => ({ entityId, entityName: nameOf(), rows, durationSeconds: seconds() });
    return rows$.pipe(
      tap({
        subscribe: () => emit('entity.before_read', () => ({ entityId, entityName: nameOf() })),
        next: (batch) => {
          rows += batch.length;
        },
        complete: () => emit('entity.after_read', told),
        error: (error: unknown) => emit('entity.read_failed', () => ({ ...told(), ...failureOf(error) })),
        unsubscribe: () => emit('entity.after_read', () => ({ ...told(), left: true })),
      }),
    );
  });
}
