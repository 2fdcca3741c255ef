/** Runs once and ends, or runs for ever. */
export type RunMode = 'batch' | 'stream';

/** One pipe reads what another one writes. */
export interface PlanEdge {
  readonly from: string;
  readonly to: string;
  readonly entityId: string;
}

/** Several pipes of a plan read one entity, so that keeping it may pay. */
export interface CacheAdvice {
  readonly entityId: string;
  readonly consumers: readonly string[];
  readonly level: string;
  readonly reason: string;
  readonly estimatedBytes?: number;
}

/** Something in a plan that may not be meant. */
export interface PlanWarning {
  readonly kind: 'broken_path' | 'mode' | 'repeated_write';
  readonly message: string;
  readonly pipeIds: readonly string[];
}

/** What will run, in which order: an immutable value that can be printed, compared and explained. */
export interface Plan {
  readonly strategy: string;
  readonly mode: RunMode | 'hybrid';
  /** In the order in which they are announced and started. */
  readonly pipeIds: readonly string[];
  /** Pipes that can run side by side, one group after the other. */
  readonly generations: readonly (readonly string[])[];
  readonly edges: readonly PlanEdge[];
  readonly modeOf: (pipeId: string) => RunMode;
  /** The generation a pipe is in. */
  readonly levelOf: (pipeId: string) => number;
  /** The longest chain of pipes that wait for each other. */
  readonly criticalPath: readonly string[];
  readonly maxParallelism: number;
  /** Entities that are read and written by nobody in the plan. */
  readonly externalInputs: readonly string[];
  readonly cacheAdvice: readonly CacheAdvice[];
  readonly warnings: readonly PlanWarning[];
  /** Order in which streams have to be checkpointed; empty where none run. */
  readonly checkpointOrder: readonly string[];
}
