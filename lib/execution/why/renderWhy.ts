import { oneLine } from '../../planning/oneLine.ts';
import { readableId } from '../../planning/readableId.ts';
import { readableSpan } from '../readableSpan.ts';
import type { Why } from './why.ts';
import { whyStateText } from './whyStateText.ts';
import type { WhyStep } from './whyStep.ts';
import { whyWaitText } from './whyWaitText.ts';

/** How much of a chain is shown. */
export interface RenderWhyOptions {
  /** How many pipes of a chain are shown, from both of its ends; those between are counted. @default 20 */
  readonly maxSteps?: number;
}

/** Says in words why a pipe is where it is: what is the matter first, then a line for each cause. */
export function renderWhy(why: Why, { maxSteps = 20 }: RenderWhyOptions = {}): string {
  const [itself, ...causes] = why.steps;
  if (itself === undefined) return '';
  // Apart, so that however many wait, it can be seen what they wait for in the end.
  const links = causes.filter(isLink);
  const ends = causes.filter((step) => !isLink(step));
  const line = (step: WhyStep) => `${readableId(step.pipeId)} ${whyStateText(step, why.at)}${slot(step)}`;
  const lines = [
    `it ${whyStateText(itself, why.at)}`,
    ...whyWaitText(why),
    ...cut(links, maxSteps, line),
    ...cut(ends, maxSteps, line),
  ];
  return [headline(why, itself), ...lines.map((text) => `  ${text}`)].join('\n');
}

const isLink = (step: WhyStep): boolean => step.status === 'waiting' && step.wait.waitsFor.length > 0;

function headline(why: Why, itself: WhyStep): string {
  const { pipeId, order, generation } = why;
  const place =
    order === 'given' ? `number ${generation + 1} in the order given` : `generation ${generation}`;
  const upstream = itself.status === 'skipped' ? itself.upstream : undefined;
  const because = upstream === undefined ? '' : ` because ${readableId(upstream)} failed`;
  return `${readableId(pipeId)} (${place}) ${WORDS[itself.status]}${because}; the run ${runText(why)}`;
}

function runText({ runId, runStatus, runStartedAt, cancelling, at }: Why): string {
  const lasted = readableSpan(at - runStartedAt);
  return runStatus === 'running' && cancelling !== undefined
    ? `${runId} is being cancelled after ${lasted}: ${oneLine(cancelling)}`
    : `${runId} ${RUN[runStatus]} ${lasted}`;
}

const WORDS: Readonly<Record<WhyStep['status'], string>> = {
  waiting: 'is waiting',
  running: 'is running',
  succeeded: 'succeeded',
  failed: 'failed',
  skipped: 'was skipped',
  cancelled: 'was cancelled',
};

const RUN: Readonly<Record<Why['runStatus'], string>> = {
  running: 'has been running for',
  succeeded: 'succeeded after',
  failed: 'failed after',
  cancelled: 'was cancelled after',
};

/** How much time was lost on slots by those that led to the start of another. */
function slot(step: WhyStep): string {
  if (step.status === 'waiting' || !('wait' in step) || !step.wait.slotMs) return '';
  return `; it had waited ${readableSpan(step.wait.slotMs)} for its turn`;
}

/** Both ends of a list, and how much is between them. */
function cut(steps: readonly WhyStep[], most: number, line: (step: WhyStep) => string): string[] {
  const shown = Math.max(2, most);
  const hidden = steps.length - shown;
  if (hidden <= 0) return steps.map(line);
  const head = Math.ceil(shown / 2);
  const tail = steps.slice(head + hidden);
  return [...steps.slice(0, head).map(line), `… ${hidden} more …`, ...tail.map(line)];
}
