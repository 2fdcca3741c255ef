import { oneLine } from './oneLine.ts';
import type { PlanWarning } from './plan.ts';
import { shortList } from './shortList.ts';

/** What is warned of, and of how many pipes the first ones. */
export interface Warning extends Omit<PlanWarning, 'kind'> {
  readonly kind: string;
}

/** A warning on one line. */
export function warningLine({ kind, message, pipeIds }: Warning, most: number): string {
  const ids = pipeIds.length === 0 ? '' : ` (${shortList(pipeIds, most)})`;
  return `! ${kind}: ${oneLine(message)}${ids}`;
}
