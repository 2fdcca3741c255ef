import type { PlanWarning } from '../planning/plan.ts';
import type { Agenda } from './agenda.ts';
import type { SettingsOf } from './resolveSettings.ts';
import type { RunOptions } from './runOptions.ts';

/** Something in a run that may not be meant: what the plan warns of, or a repeated write that adds rows twice. */
export interface RunWarning extends Omit<PlanWarning, 'kind'> {
  readonly kind: PlanWarning['kind'] | 'unsafe_retry';
}

/** Everything in a run that may not be meant. */
export function runWarnings(
  agenda: Agenda,
  settingsOf: SettingsOf,
  options: RunOptions,
): readonly RunWarning[] {
  return [...(agenda.plan?.warnings ?? []), ...unsafeRetries(agenda, settingsOf, options)];
}

/** An engine that fails after a commit, and before it could tell, has the rows appended again. */
function unsafeRetries(
  { pipes }: Agenda,
  settingsOf: SettingsOf,
  { slice }: RunOptions,
): readonly RunWarning[] {
  const pipeIds = pipes
    .filter(({ output }, member) => {
      const { retry, write, incremental } = settingsOf(member);
      // What is committed together with a watermark is not read again.
      if (!retry || !output || incremental !== undefined) return false;
      return write === 'append' || (write === undefined && output.keys.length === 0 && slice !== undefined);
    })
    .map(({ id }) => id);
  if (pipeIds.length === 0) return [];
  const message =
    'they are tried again and append, so that a failure whose write took effect all the same adds rows twice; ' +
    'keys to merge by make it harmless';
  return [{ kind: 'unsafe_retry', message, pipeIds }];
}
