/** Somebody asked for the end before the work was done. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';

  constructor() {
    super('expected the source to end by itself, but it was cancelled');
  }
}
