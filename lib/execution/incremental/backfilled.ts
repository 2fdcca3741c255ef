import { map, type Observable, of } from 'rxjs';
import { distinctParts } from '../../data/changes/distinctParts.ts';
import type { Engine } from '../../data/engine.ts';
import type { Slice } from '../../data/slice.ts';
import type { Entity } from '../../definitions/entity.ts';
import type { Frame } from '../../definitions/frame.ts';
import { isByColumn, isByParts, type PipeIncremental } from '../../definitions/pipeIncremental.ts';
import { hasTable } from '../hasTable.ts';
import type { DrivingRead } from '../reading.ts';
import type { RefreshRange } from '../runOptions.ts';

/** What is refreshed for whom. */
export interface Backfilling {
  readonly entity: Entity;
  readonly output: Entity | undefined;
  readonly by: PipeIncremental;
  readonly range: RefreshRange;
}

/**
 * A range of what a pipe reads by a column: from a value on, and up to but without another. Of a pipe that is given
 * parts, the first of their columns says which; those that its output has in the range are among them.
 */
export function backfilled(
  engine: Engine,
  { entity, output, by, range }: Backfilling,
): Observable<DrivingRead> {
  const column = isByColumn(by) ? by.column : isByParts(by) ? (by.affected[0] ?? '') : '';
  const slice = within(column, range);
  const frame = engine.read(entity, slice);
  if (!isByParts(by)) return of({ frame, part: true });
  const partsOf = (...also: readonly Frame[]) => distinctParts(engine, by.affected, [frame, ...also]);
  const has$ = output ? hasTable(output, engine) : of(false);
  return has$.pipe(
    map((has) => ({
      frame,
      part: true,
      parts: has && output ? partsOf(engine.read(output, slice)) : partsOf(),
    })),
  );
}

const within = (column: string, { from, to }: RefreshRange): Slice => ({
  kind: 'rows',
  where: {
    op: 'all',
    of: [
      { op: '>=', column, value: from },
      { op: '<', column, value: to },
    ],
  },
});
