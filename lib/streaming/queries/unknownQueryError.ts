import { nearest } from '../../codec/nearest.ts';
import { received } from '../../definitions/received.ts';

/** No query is registered under an id. */
export class UnknownQueryError extends Error {
  override readonly name = 'UnknownQueryError';
  /** What was probably meant, if something is near enough. */
  readonly nearest: string | undefined;

  constructor(
    readonly id: string,
    known: Iterable<string>,
  ) {
    const meant = typeof id === 'string' ? nearest(id, known) : undefined;
    const hint = meant === undefined ? '' : `; did you mean "${meant}"?`;
    super(`expected the id of a registered query, got ${received(id)}${hint}`);
    this.nearest = meant;
  }
}
