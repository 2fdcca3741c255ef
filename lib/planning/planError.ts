const SHOWN = 10;

/** What is wrong with a plan, and which pipes it is about. */
export interface PlanProblem {
  readonly message: string;
  readonly pipeIds: readonly string[];
}

/** A plan that cannot be carried out, and so a strategy that is broken. */
export class PlanError extends Error {
  override readonly name = 'PlanError';

  constructor(
    readonly strategy: string,
    readonly problems: readonly PlanProblem[],
  ) {
    const shown = problems.slice(0, SHOWN).map(({ message }) => message);
    const more = problems.length - shown.length;
    super(
      `expected the strategy "${strategy}" to make a plan that can run, got one in which ` +
        `${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}`,
    );
  }
}
