import type { Entity } from './entity.ts';

/** How a pipe can run: once, for ever, or either way. */
export type PipeMode = 'batch' | 'stream' | 'both';

/** A transform between entities. */
export interface Pipe<Id extends string = string> {
  readonly kind: 'pipe';
  readonly id: Id;
  /** For people. */
  readonly name: string;
  /** What it reads; the first is the one that drives it. None for a source. */
  readonly inputs: readonly Entity[];
  /** What it writes; nothing for a pipe that only has effects. */
  readonly output: Entity | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly mode: PipeMode;
}
