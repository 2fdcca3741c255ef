import { concat, concatMap, defer, ignoreElements, isObservable, type Observable, of, tap } from 'rxjs';
import type { Watermarks } from '../../data/watermarks/watermarks.ts';
import type { Entity } from '../../definitions/entity.ts';
import type { PipeIncremental } from '../../definitions/pipeSettings.ts';
import type { AttemptEnd, AttemptStep } from '../attemptEnd.ts';
import { hasTable } from '../hasTable.ts';
import { type DrivingRead, reading } from '../reading.ts';
import type { RunHost } from '../runHost.ts';
import type { RunningCall } from '../runningCall.ts';
import { transforming } from '../transforming.ts';
import { backfilled } from './backfilled.ts';

/** An attempt of a pipe that reads what is new. */
export interface Attempting {
  readonly call: RunningCall;
  readonly member: number;
  readonly host: RunHost;
  readonly by: PipeIncremental;
}

/** What an attempt does inside of its transaction; `full` says why everything is read. */
export function incrementalWork(
  attempting: Attempting,
  marks: Watermarks,
  full: string | undefined,
): Observable<AttemptStep> {
  const { call, member, host, by } = attempting;
  const entity = call.pipe.inputs[0] as Entity;
  const { refresh } = host.options;
  if (typeof refresh === 'object') {
    const { output } = call.pipe;
    return backfilled(call.engine, { entity, output, by, range: refresh }).pipe(
      concatMap((driving) => steps(driving, attempting)),
    );
  }
  const place = { readerId: call.pipe.id, entityId: entity.id, entityName: entity.name };
  const reading = { readerId: call.pipe.id, entity, by, full, outputId: call.pipe.output?.id };
  const unread$ = () =>
    marks.unread(reading).pipe(
      concatMap((unread) => {
        if (!unread) return of(NO_DATA);
        const { cursor, version } = unread;
        let end: AttemptStep | undefined;
        const saved$ = defer(() => {
          const isDone = end?.kind === 'written' || end?.kind === 'done';
          return cursor && isDone ? marks.save(place, cursor, { version }).pipe(ignoreElements()) : [];
        });
        const steps$ = steps(unread, attempting).pipe(
          tap((step) => {
            end = step;
          }),
        );
        return concat(steps$, saved$);
      }),
    );
  if (!host.board.lacksInput(member)) return unread$();
  return hasTable(entity, call.engine).pipe(concatMap((has) => (has ? unread$() : of(NO_DATA))));
}

const NO_DATA: AttemptEnd = { kind: 'no_data' };

function steps(driving: DrivingRead, { call, member, host }: Attempting): Observable<AttemptStep> {
  const read = reading(call, member, host, driving);
  return isObservable(read)
    ? read.pipe(concatMap((read) => transforming(read, call, member, host)))
    : transforming(read, call, member, host);
}
