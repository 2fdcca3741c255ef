import { defer, type Observable, tap } from 'rxjs';
import type { ColumnBatch } from '../../definitions/columnBatch.ts';
import { type Frame, frameBrand, type Row } from '../../definitions/frame.ts';
import { failureOf } from '../../signals/failureOf.ts';
import type { Engine } from '../engine.ts';
import type { Reporting } from './reporting.ts';
import { stopwatch } from './stopwatch.ts';

/** A frame that tells of each reading of its rows. */
export const reportedFrame = (frame: Frame, nameOf: () => string, reporting: Reporting): Frame =>
  new ReportedFrame(frame, nameOf, reporting);

/** The frame as its engine knows it, if it is one of this engine that is reported on. */
export function innerFrame(frame: Frame, engine: Engine): Frame {
  const origin = ReportedFrame.originOf(frame);
  return origin?.engine === engine ? origin.frame : frame;
}

/** The frame that its engine made, however many report on it. */
export function plainFrame(frame: Frame): Frame {
  const origin = ReportedFrame.originOf(frame);
  return origin ? plainFrame(origin.frame) : frame;
}

/** Frames pass from one that reports on an engine to another that does; a copy of one is nobody's. */
class ReportedFrame implements Frame {
  readonly [frameBrand] = true;
  readonly entityId: string;
  readonly columns: Frame['columns'];
  readonly rows: Frame['rows'];
  readonly batches: Frame['batches'];
  // A private field, as a map of all frames costs many times what making one does.
  readonly #origin: { readonly frame: Frame; readonly engine: Engine };

  constructor(frame: Frame, nameOf: () => string, reporting: Reporting) {
    const id = frame.entityId;
    this.entityId = id;
    this.columns = () => frame.columns();
    const [rows, columns] = [
      { id, nameOf, countOf: lengthOf },
      { id, nameOf, countOf: rowCountOf },
    ];
    this.rows = (options) => reportedRows(frame.rows(options), rows, reporting);
    this.batches = (options) => reportedRows(frame.batches(options), columns, reporting);
    this.#origin = { frame, engine: reporting.engine };
  }

  static originOf(frame: Frame) {
    return #origin in frame ? frame.#origin : undefined;
  }
}

const lengthOf = ({ length }: readonly Row[]) => length;
const rowCountOf = ({ rowCount }: ColumnBatch) => rowCount;

interface Counted<B> {
  readonly id: string;
  readonly nameOf: () => string;
  readonly countOf: (batch: B) => number;
}

function reportedRows<B>(
  batches$: Observable<B>,
  { id: entityId, nameOf, countOf }: Counted<B>,
  { emit, scheduler }: Reporting,
): Observable<B> {
  return defer(() => {
    const seconds = stopwatch(scheduler);
    let rows = 0;
    const told = () => ({ entityId, entityName: nameOf(), rows, durationSeconds: seconds() });
    return batches$.pipe(
      tap({
        subscribe: () => emit('entity.before_read', () => ({ entityId, entityName: nameOf() })),
        next: (batch) => {
          rows += countOf(batch);
        },
        complete: () => emit('entity.after_read', told),
        error: (error: unknown) => emit('entity.read_failed', () => ({ ...told(), ...failureOf(error) })),
        unsubscribe: () => emit('entity.after_read', () => ({ ...told(), left: true })),
      }),
    );
  });
}
