import { from, map, type Observable, reduce } from 'rxjs';
import { limit } from '../../../operators/limit.ts';
import type { Engine, SizeEstimate } from '../../data/engine.ts';
import { sizeOf } from '../sizeOf.ts';
import type { DryPipe, DryWrite } from './dryPipe.ts';

/** A table whose rows would be put away for others. */
export interface Overwritten {
  readonly entityId: string;
  readonly pipeId: string;
  /** Whether that is sure, or left to what the pipe is given to read. */
  readonly write: DryWrite;
  /** How much would be lost; left out where the engine cannot tell. */
  readonly rows?: number;
  readonly bytes?: number;
}

/** Whether a pipe puts what is there away, or may do so. */
export const mayOverwrite = ({ write }: DryPipe): boolean =>
  write === 'overwrite' || write === 'append_or_overwrite';

/** How many tables are asked for their sizes at once. */
const AT_ONCE = 8;

/** Tells how much would be overwritten by pipes whose output is there; one emission. */
export function overwrites(pipes: readonly DryPipe[], engine: Engine): Observable<readonly Overwritten[]> {
  const sized = ({ output = '' }: DryPipe) =>
    sizeOf(output, engine).pipe(map((size) => ({ output, size })));
  return from(pipes).pipe(
    limit(sized, AT_ONCE),
    reduce(
      (sizes, { output, size }) => sizes.set(output, size),
      new Map<string, SizeEstimate | undefined>(),
    ),
    map((sizes) =>
      pipes.map(({ pipeId, output: entityId = '', write = 'overwrite' }) => {
        const { rows, bytes } = sizes.get(entityId) ?? {};
        return {
          ...{ entityId, pipeId, write },
          ...(rows !== undefined && { rows }),
          ...(bytes !== undefined && { bytes }),
        };
      }),
    ),
  );
}
