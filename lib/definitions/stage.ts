import { DefinitionError } from './definitionError.ts';
import type { Pipe } from './pipe.ts';
import { stageProblems } from './stageProblems.ts';

/** What is in a stage: pipes, their ids, or a selection of them, as text. */
export type StageMembers = string | readonly string[] | readonly Pipe[];

/** Pipes that belong together, and are run as one. */
export interface Stage {
  readonly kind: 'stage';
  readonly id: string;
  readonly pipes: StageMembers;
  /** Layer of the lakehouse; by default what stands before the first dot of the id, or else the id. */
  readonly layer: string;
  /** For people. */
  readonly description: string;
  /** Ids of the stages that have to end before this one starts. */
  readonly after: readonly string[];
  /** Anything else, as plain data, which is told along with it. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** What a stage is declared with, besides its id. */
export interface StageOptions {
  /** Pipes, their ids, or a selection as text. */
  readonly pipes: StageMembers;
  /** @default what stands before the first dot of the id, or else the id */
  readonly layer?: string;
  /** For people. @default '' */
  readonly description?: string;
  /** Stages that have to end before this one starts, or their ids. @default none */
  readonly after?: readonly (string | Stage)[];
  /** Anything else, which is told along with it. @default {} */
  readonly details?: Readonly<Record<string, unknown>>;
}

/**
 * Declares a stage: `stage('bronze', { pipes: 'layer:bronze' })`. Everything that is wrong with the declaration
 * is told at once, by a `DefinitionError`; whether its pipes are there is seen when it is run.
 */
export function stage(id: string, options: StageOptions): Stage {
  const problems = stageProblems(id, options);
  if (problems.length > 0) throw new DefinitionError(`stage "${String(id)}"`, problems);
  const { pipes, description = '', after = [], details = {} } = options;
  const { layer = id.split('.')[0] ?? id } = options;
  return Object.freeze({
    kind: 'stage',
    id,
    pipes: typeof pipes === 'string' ? pipes : (Object.freeze([...pipes]) as StageMembers),
    layer,
    description,
    after: Object.freeze(after.map((one) => (typeof one === 'string' ? one : one.id))),
    details: Object.freeze({ ...details }),
  });
}
