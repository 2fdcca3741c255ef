import type { Emitter } from '../../signals/emitter.ts';
import { failureOf } from '../../signals/failureOf.ts';
import { CheckFailedError, inWords } from './checkFailedError.ts';
import type { CheckResult } from './checkResult.ts';

/** What tells of checks. */
export type EmitChecks = Emitter<'entity.check_passed' | 'entity.check_failed'>['emit'];

/** Checks that were made, and of what. */
export interface ChecksMade {
  readonly entityId: string;
  readonly entityName: string;
  readonly runId: string;
  readonly pipeId: string;
  readonly checks: readonly CheckResult[];
}

/** Tells what came of the checks of an entity, one by one. */
export function tellChecks({ checks, ...of }: ChecksMade, emit: EmitChecks): void {
  for (const result of checks) {
    const told = () => ({ ...of, ...whatOf(result) });
    if (result.status === 'passed') emit('entity.check_passed', told);
    else emit('entity.check_failed', () => ({ ...told(), ...whyOf(result) }));
  }
}

const whatOf = ({ name: check, kind, severity, rows }: CheckResult) => ({
  ...{ check, kind, severity },
  ...(rows === undefined ? {} : { rows }),
});

const whyOf = (result: CheckResult) => ({
  ...(result.error === undefined
    ? { error: inWords(result), errorType: CheckFailedError.name }
    : failureOf(result.error)),
  ...(result.violations === undefined ? {} : { violations: result.violations }),
  ...(result.sample.length === 0 ? {} : { sample: result.sample }),
});
