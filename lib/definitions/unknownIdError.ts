import { nearest } from '../codec/nearest.ts';

/** Nothing is registered under an id. */
export class UnknownIdError extends Error {
  override readonly name = 'UnknownIdError';
  /** What was probably meant, if something is near enough. */
  readonly nearest: string | undefined;

  constructor(
    readonly kind: 'pipe' | 'entity' | 'ingestion' | 'stage',
    readonly id: string,
    known: Iterable<string>,
  ) {
    const meant = nearest(String(id), known);
    const hint = meant === undefined ? '' : `; did you mean "${meant}"?`;
    super(`expected the id of a registered ${kind}, got "${String(id)}"${hint}`);
    this.nearest = meant;
  }
}
