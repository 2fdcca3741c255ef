import { nearest } from '../codec/nearest.ts';

/** Beyond as many comparisons a proposal is not worth the wait, and as many ids are not worth reading. */
const COMPARISONS = 200_000;
const SHOWN = 50;

/** Ids that no pipe has, all of them in one refusal, each with what may have been meant. */
export class UnknownPipeError extends Error {
  override readonly name = 'UnknownPipeError';
  /** What may have been meant, by unknown id. */
  readonly nearest: ReadonlyMap<string, string>;

  constructor(
    readonly pipeIds: readonly string[],
    known: readonly string[],
    expected = 'ids of pipes that are defined',
  ) {
    const proposals = proposalsFor(pipeIds, known);
    const shown = pipeIds.slice(0, SHOWN).map((id) => {
      const proposal = proposals.get(id);
      return proposal === undefined ? `"${id}"` : `"${id}" (did you mean "${proposal}"?)`;
    });
    const more = pipeIds.length > SHOWN ? ` and ${pipeIds.length - SHOWN} more` : '';
    super(`expected ${expected}, got ${shown.join(', ')}${more}`);
    this.nearest = proposals;
  }
}

function proposalsFor(unknown: readonly string[], known: readonly string[]): Map<string, string> {
  const proposals = new Map<string, string>();
  const affordable = Math.max(1, Math.floor(COMPARISONS / Math.max(1, known.length)));
  for (const id of unknown.slice(0, affordable)) {
    const proposal = nearest(id, known);
    if (proposal !== undefined) proposals.set(id, proposal);
  }
  return proposals;
}
