import { readableId } from '../../planning/readableId.ts';
import { readableSpan } from '../readableSpan.ts';
import type { Why } from './why.ts';
import type { WhyStep } from './whyStep.ts';

/** What the pipe itself had to wait for before it started, or waits for, and who had the slots. */
export function whyWaitText({ steps: [itself], order, slots, slotCount = 0 }: Why): readonly string[] {
  const waits = itself?.status === 'waiting';
  const lines = itself && 'wait' in itself ? waited(itself, order) : [];
  if (slots === undefined) return lines;
  const names = slots.map(({ pipeId, ms }) => `${readableId(pipeId)} (${readableSpan(ms)})`);
  const more = slotCount > slots.length ? ` and ${slotCount - slots.length} more` : '';
  const who = names.length === 0 ? 'no pipe' : names.join(', ') + more;
  return [...lines, `${waits ? 'running now' : 'in that time ran'}: ${who}`];
}

const AFTER: Readonly<Record<Why['order'], string>> = {
  ready: '',
  generations: '; generations run one after the other',
  given: '; pipes run one after the other',
};

function waited(
  { status, wait }: Extract<WhyStep, { readonly wait: unknown }>,
  order: Why['order'],
): string[] {
  const { waitedMs, readyAt, releasedBy, slotMs = 0 } = wait;
  const isSaid = status === 'waiting' && slotMs === waitedMs;
  if (waitedMs === 0 || isSaid) return [];
  const so = status === 'waiting' ? 'it has waited' : 'before that it waited';
  const reasons = [
    ...(releasedBy === undefined ? [] : [`until ${readableId(releasedBy)} had ended`]),
    ...(slotMs > 0 ? [`${readableSpan(slotMs)} for its turn`] : []),
  ];
  const because = readyAt === undefined || reasons.length === 0 ? '' : `: ${reasons.join(', then ')}`;
  return [`${so} for ${readableSpan(waitedMs)} since the run started${because}${AFTER[order]}`];
}
