import { failureReason } from '../failureReason.ts';
import type { RunRecord } from '../runRecord.ts';
import { type WhyStep, whyStep } from './whyStep.ts';
import type { RunMoment } from './whyWait.ts';

/**
 * A pipe and then, each once, the pipes that led to its state. Of those that keep it waiting, the ones that
 * wait for others come first, then those at the ends of the chains, the longest running before the others.
 */
export function whySteps(pipeId: string, moment: RunMoment): readonly WhyStep[] {
  const { run } = moment;
  const first = whyStep(run.stateOf(pipeId), moment);
  const causesOf = causesFor(first, run);
  const steps = [first];
  const seen = new Set([pipeId]);
  // It grows while it is gone through: a chain may be too long to call oneself along it.
  for (const step of steps)
    for (const id of causesOf(step)) {
      if (seen.has(id)) continue;
      seen.add(id);
      steps.push(whyStep(run.stateOf(id), moment));
    }
  return first.status === 'waiting' ? endsLast(steps) : steps;
}

type CausesOf = (step: WhyStep) => readonly string[];

/** What is a cause of a step depends on what is asked. */
function causesFor(asked: WhyStep, run: RunRecord): CausesOf {
  switch (asked.status) {
    case 'waiting':
      return (step) => (step.status === 'waiting' ? step.wait.waitsFor : []);
    case 'running':
    case 'succeeded':
      return (step) => listed('wait' in step ? step.wait.releasedBy : undefined);
    case 'skipped':
      return (step) => listed(step.status === 'skipped' ? step.via : undefined);
    case 'cancelled':
      return (step) => listed(step === asked ? failedFor(asked.reason, run) : undefined);
    case 'failed':
      return () => [];
  }
}

const listed = (id: string | undefined): readonly string[] => (id === undefined ? [] : [id]);

/** The pipe whose failure ended the run, if that is why. */
function failedFor(reason: string, run: RunRecord): string | undefined {
  if (run.counts.failed === 0) return undefined;
  return run.pipeIds.find((id) => failureReason(id) === reason && run.stateOf(id).status === 'failed');
}

function endsLast([first, ...others]: readonly WhyStep[]): readonly WhyStep[] {
  const isBetween = (step: WhyStep) => step.status === 'waiting' && step.wait.waitsFor.length > 0;
  const since = (step: WhyStep) => (step.status === 'running' ? step.startedAt : Number.POSITIVE_INFINITY);
  const ends = others.filter((step) => !isBetween(step));
  ends.sort((one, other) => Number(since(one) > since(other)) - Number(since(one) < since(other)));
  return [...(first ? [first] : []), ...others.filter(isBetween), ...ends];
}
