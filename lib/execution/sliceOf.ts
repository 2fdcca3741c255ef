import type { Observable } from 'rxjs';
import type { Engine } from '../data/engine.ts';
import type { Slice } from '../data/slice.ts';
import type { Entity } from '../definitions/entity.ts';
import type { Pipe } from '../definitions/pipe.ts';

/** A pipe that is about to read an entity. */
export interface ReadRequest {
  readonly runId: string;
  readonly pipe: Pipe;
  readonly entity: Entity;
  /** Whether it is the first input, for which the pipe runs at all. */
  readonly driving: boolean;
  readonly engine: Engine;
}

/**
 * Says which part of an entity a pipe is given to read. `no_data` says that there is nothing new: a pipe is
 * skipped if that is said of its first input, and reads all of any other.
 */
export type SliceOf = (request: ReadRequest) => Observable<Slice | 'no_data'> | Promise<Slice | 'no_data'>;
