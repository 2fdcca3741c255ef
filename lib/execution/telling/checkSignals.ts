import { failureOf } from '../../signals/failureOf.ts';
import { CheckFailedError, inWords } from '../checks/checkFailedError.ts';
import type { CheckResult } from '../checks/checkResult.ts';
import type { EntityChecked } from '../runEvent.ts';
import type { Emit } from './runEmit.ts';

/** Tells what came of the checks of an entity, one by one. */
export function checkSignals(
  { runId, pipeId, entityId, checks }: EntityChecked,
  entityName: string,
  emit: Emit,
): void {
  for (const result of checks) {
    const told = () => ({ entityId, entityName, runId, pipeId, ...whatOf(result) });
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
