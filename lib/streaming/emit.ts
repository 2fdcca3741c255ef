import type { Emitter } from '../signals/emitter.ts';
import type { emits } from './emits.ts';

/** Emits what this room has said that it emits. */
export type Emit = Emitter<(typeof emits.signals)[number]>['emit'];
