import type { CheckResult } from '../data/checks/checkResult.ts';
import type { Freshness } from '../execution/checks/freshness.ts';
import { readableSpan } from '../execution/readableSpan.ts';
import { counted } from '../planning/counted.ts';
import { oneLine } from '../planning/oneLine.ts';
import { readableId } from '../planning/readableId.ts';
import { errorText } from './errorText.ts';

/** What a check found that was not passed. */
export function checkText({ entityId, name, status, violations, error }: CheckResult): string {
  const found =
    status === 'broken' ? `could not be made: ${errorText(error)}` : counted(violations ?? 0, 'row');
  return `${readableId(entityId)} ${oneLine(name)}: ${found}`;
}

/** What is older than it may be. */
export function staleText({ entityId, ageMs, maxAge }: Freshness): string {
  const age = ageMs === undefined ? 'never as far as is known' : `${readableSpan(ageMs)} ago`;
  return `${readableId(entityId)} was written ${age}, and may be ${readableSpan(maxAge)} old`;
}
