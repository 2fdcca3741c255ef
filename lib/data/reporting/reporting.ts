import type { SchedulerLike } from 'rxjs';
import type { Emitter } from '../../signals/emitter.ts';
import type { emits } from '../emits.ts';
import type { Engine } from '../engine.ts';
import type { Failure } from './failure.ts';

/** What emits the signals of entities, such as `emit` of a bus or of an operation. */
export type EmitEntity = Emitter<(typeof emits)['signals'][number]>['emit'];

/** What the parts of a reporting engine work with. */
export interface Reporting {
  readonly emit: EmitEntity;
  readonly scheduler: SchedulerLike;
  /** The engine that is reported on, also where the work is done inside of one of its transactions. */
  readonly engine: Engine;
  /** Takes what a change came to, and has it told when it is known whether the change holds. */
  readonly settle: (outcome: Outcome) => void;
}

/** How a change that was done is told, if it holds, and if it was taken back. */
export interface Outcome {
  readonly holds: () => void;
  readonly fails: (failure: Failure) => void;
}
