import type { Emitter } from '../signals/emitter.ts';
import type { emits } from './emits.ts';

/** Emits the signals of dimensions and of what their changes lead to, such as `emit` of a bus. */
export type EmitDimension = Emitter<(typeof emits.signals)[number]>['emit'];
