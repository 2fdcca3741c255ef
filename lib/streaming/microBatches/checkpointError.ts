/** A query cannot go on from what its checkpoint says; only a clean start helps. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';

  constructor(
    readonly queryId: string,
    /** What was expected, and what came. */
    readonly problem: string,
    options?: ErrorOptions,
  ) {
    super(`${queryId}: ${problem}; a clean start begins without the checkpoint`, options);
  }
}
