import type { Engine } from '../../data/engine.ts';
import type { Entity } from '../../definitions/entity.ts';
import type { Frame } from '../../definitions/frame.ts';
import type { PipeIncremental } from '../../definitions/pipeSettings.ts';
import type { RefreshRange } from '../runOptions.ts';

/** A range of what a pipe reads by a column: from a value on, and up to but without another. */
export function backfilled(
  engine: Engine,
  entity: Entity,
  by: PipeIncremental,
  { from, to }: RefreshRange,
): Frame {
  const column = typeof by === 'object' ? by.column : '';
  return engine.read(entity, {
    kind: 'rows',
    where: {
      op: 'all',
      of: [
        { op: '>=', column, value: from },
        { op: '<', column, value: to },
      ],
    },
  });
}
