import { named } from '../../planning/named.ts';
import { oneLine } from '../../planning/oneLine.ts';
import { readableId } from '../../planning/readableId.ts';
import type { SkipReason } from '../pipeState.ts';
import { readableSpan } from '../readableSpan.ts';
import { readableTime } from '../readableTime.ts';
import type { WhyStep } from './whyStep.ts';

/** What a pipe does or did at a time, to stand behind its name. */
export function whyStateText(step: WhyStep, at: number): string {
  switch (step.status) {
    case 'waiting':
      return waiting(step);
    case 'running': {
      const { startedAt } = step;
      return `has been running for ${readableSpan(at - startedAt)}, since ${readableTime(startedAt)}`;
    }
    case 'succeeded': {
      const { rows } = step;
      return `succeeded ${ended(step)}, with ${rows} row${rows === 1 ? '' : 's'}`;
    }
    case 'failed':
      return `failed ${ended(step)}: ${step.errorType}: ${oneLine(step.error)}`;
    case 'skipped':
      return skipped(step);
    case 'cancelled':
      return cancelled(step);
  }
}

type StepThat<Status extends WhyStep['status']> = Extract<WhyStep, { readonly status: Status }>;

function waiting({ wait: { waitsFor, readyAt, slotMs = 0 } }: StepThat<'waiting'>): string {
  if (readyAt === undefined) return `waits for ${named(waitsFor.map(readableId))}`;
  return `has all it needs, and waits for a slot, ${readableSpan(slotMs)} so far`;
}

function ended({ startedAt, endedAt, attempts }: StepThat<'succeeded' | 'failed'>): string {
  const tries = attempts > 1 ? ` and ${attempts} attempts` : '';
  return `at ${readableTime(endedAt)}, after ${readableSpan(endedAt - startedAt)}${tries}`;
}

function skipped({ reason, upstream, via = upstream, because }: StepThat<'skipped'>): string {
  if (reason !== 'upstream_failed' || via === undefined) return SKIPPED[reason](because);
  return via === upstream
    ? `needs ${readableId(via)}`
    : `needs ${readableId(via)}, which was skipped as well`;
}

const SKIPPED: Readonly<Record<SkipReason, (because: string | undefined) => string>> = {
  no_data: () => 'had nothing new in its first input',
  upstream_failed: () => 'needs a pipe that failed',
  vetoed: (because = 'no reason was given') => `was vetoed: ${oneLine(because)}`,
  unchanged: () => 'is done since an earlier run, and nothing it depends on has changed',
  not_selected: () => 'was not asked for',
};

function cancelled(step: StepThat<'cancelled'>): string {
  const { startedAt, endedAt, abandoned, reason, error, errorType } = step;
  const ran =
    startedAt === undefined ? 'it had not started' : `it had run for ${readableSpan(endedAt - startedAt)}`;
  const left = abandoned ? ', and was left behind still at work' : '';
  const broken = error === undefined ? '' : ` (${errorType}: ${oneLine(error)})`;
  return `was cancelled at ${readableTime(endedAt)}: ${oneLine(reason)}${broken}; ${ran}${left}`;
}
