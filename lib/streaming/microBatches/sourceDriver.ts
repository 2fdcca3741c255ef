import { concatMap, defer, EMPTY, from, ignoreElements, last, map, type Observable, of } from 'rxjs';
import type { Engine } from '../../data/engine.ts';
import type { Note } from '../../data/note.ts';
import type { Driver, DriverHost, OpenDriver, Taken } from './driver.ts';
import type { RowsAfter, SourceRows } from './observableSource.ts';
import { SourceQueue } from './sourceQueue.ts';

/** Drives a query by any observable that can go on after a cursor; no more waits than a batch may have. */
export const sourceDriver =
  (open: RowsAfter): OpenDriver =>
  (host, position) =>
    defer(() => of(driver(open, host, position)));

function driver(open: RowsAfter, host: DriverHost, position: Note | undefined): Driver {
  const queue = new SourceQueue(open, host, position);
  return {
    feed$: queue.feed$,
    look: () => defer(() => of(queue.look())),
    take: (inside, position) =>
      defer(() => {
        const batch = queue.batchAfter(position);
        return batch.length === 0 ? of(undefined) : taken(batch, inside, { host, queue });
      }),
    adapts: () => false,
  };
}

/** The rows are put into the table of the entity that they stand for, so that any engine can work on them. */
function taken(
  batch: readonly SourceRows[],
  inside: Engine,
  { host, queue }: { readonly host: DriverHost; readonly queue: SourceQueue },
): Observable<Taken> {
  const { entity, queryId } = host;
  const rows = batch.map((one) => one.rows).filter((each) => each.length > 0);
  const end: Taken = {
    rows: rows.reduce((sum, each) => sum + each.length, 0),
    position: (batch.at(-1) as SourceRows).cursor,
    alongside: (engine) => all(batch, ({ alongside }) => alongside && from(alongside(engine))),
    committed: () => {
      queue.done(batch.length);
      return all(batch, ({ committed }) => committed && from(committed()));
    },
  };
  if (rows.length === 0) return of(end);
  const by = { pipeId: queryId };
  return inside.write(entity, rows, { mode: 'overwrite' }, { ensure: true, by }).pipe(
    last(),
    map(() => ({ ...end, frame: inside.read(entity) })),
  );
}

const all = (
  batch: readonly SourceRows[],
  work: (rows: SourceRows) => Observable<unknown> | undefined,
): Observable<never> =>
  from(batch).pipe(
    concatMap((rows) => work(rows) ?? EMPTY),
    ignoreElements(),
  );
