import type { OverrideMatch } from '../../definitions/overrideMatch.ts';
import { overrideMatch } from '../../definitions/overrideMatch.ts';
import type { Pipe } from '../../definitions/pipe.ts';
import type { CheckResult } from './checkResult.ts';

/** Whether a pipe that reads what was checked is kept from running, and by which result. */
export function blockedBy(pipe: Pipe, results: readonly CheckResult[]): CheckResult | undefined {
  return results.find(({ status, blocks }) => status !== 'passed' && isMeant(pipe, blocks));
}

const isMeant = (pipe: Pipe, blocks: 'all' | 'none' | readonly OverrideMatch[]): boolean =>
  typeof blocks === 'string'
    ? blocks === 'all'
    : blocks.some((match) => overrideMatch(match)?.matches(pipe) ?? false);
