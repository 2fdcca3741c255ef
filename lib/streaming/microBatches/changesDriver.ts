import { EMPTY, map, type Observable, of } from 'rxjs';
import type { ChangeRows } from '../../data/changes/changesFrame.ts';
import type { Engine } from '../../data/engine.ts';
import type { Note } from '../../data/note.ts';
import { received } from '../../definitions/received.ts';
import { type ChangePosition, changePosition } from './changePosition.ts';
import { CheckpointError } from './checkpointError.ts';
import type { Driver, DriverHost, Look, OpenDriver } from './driver.ts';
import type { StartAt } from './pipeQueryOptions.ts';
import { type Ahead, LostBeginningError, type TakingHost, takeChanges, versionIn } from './takeChanges.ts';

/** How the changes of an entity drive a query. */
export interface ChangesDriverOptions {
  readonly rows: ChangeRows;
  readonly startAt: StartAt;
  /** Whether it ends with what was there when it was opened. */
  readonly ends: boolean;
}

/** Drives a query by the changes of an entity, version by version, or in parts of them that a batch may have. */
export function changesDriver(options: ChangesDriverOptions): OpenDriver {
  return (host) => {
    if (!options.ends) return of(driver({ ...host, ...options, last: undefined }));
    const last$ = versionIn(host.engine, host.entity.id);
    return last$.pipe(map((last = NO_TABLE) => driver({ ...host, ...options, last })));
  };
}

/** Less than any version. */
const NO_TABLE = -1;

function driver(host: DriverHost & TakingHost): Driver {
  const { engine } = host;
  /** Whether it begins with the rows as they are, as not all of their changes are kept. */
  let takesSnapshot = false;
  const ahead: Ahead = {};
  return {
    feed$: EMPTY,
    look: (note) => looked(engine, positionOf(note, host), host),
    take: (inside, note) => takeChanges(inside, positionOf(note, host), { ...host, takesSnapshot, ahead }),
    adapts: (error) => {
      if (!(error instanceof LostBeginningError) || takesSnapshot) return false;
      takesSnapshot = true;
      return true;
    },
  };
}

function looked(
  engine: Engine,
  position: ChangePosition | undefined,
  { entity, last, startAt }: TakingHost,
): Observable<Look> {
  const nothing: Look = last === undefined ? 'nothing' : 'end';
  if (last !== undefined && position && position.version >= last) return of('end');
  if (!position && startAt === 'now') return of('rows');
  return versionIn(engine, entity.id).pipe(
    map((version) => (version === undefined || version === position?.version ? nothing : 'rows')),
  );
}

function positionOf(note: Note | undefined, { queryId, entity }: DriverHost): ChangePosition | undefined {
  if (note === undefined) return undefined;
  const position = changePosition(note);
  if (position) return position;
  const expected = `expected a version and an offset as the position in ${entity.id}`;
  throw new CheckpointError(queryId, `${expected}, got ${received(note)}`);
}
