import { type Problem, problemsMessage } from './problem.ts';

/** A definition that cannot be made: what was to be defined, and everything that is wrong with it. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';

  constructor(
    /** `entity "silver.orders"`, `pipe "gold.revenue"`, `override "gold.*"`. */
    readonly definition: string,
    readonly problems: readonly Problem[],
  ) {
    super(problemsMessage(definition, problems));
  }
}
