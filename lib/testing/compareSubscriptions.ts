import { type Mark, marbleGrid } from './marbleGrid.ts';
import type { Mismatch } from './mismatch.ts';

/** The frames of one subscription; `Infinity` where it did not begin or end. */
export interface SubscriptionFrames {
  readonly subscribedFrame: number;
  readonly unsubscribedFrame: number;
}

/** Compares subscriptions in order, and draws each expected one above the received one when they differ. */
export function compareSubscriptions(
  expected: readonly SubscriptionFrames[],
  received: readonly SubscriptionFrames[],
): Mismatch | undefined {
  const count = Math.max(expected.length, received.length);
  const pairs = Array.from({ length: count }, (_, index) => [expected[index], received[index]] as const);
  const index = pairs.findIndex(([mine, theirs]) => differingFrame(mine, theirs) !== undefined);
  const frame = differingFrame(...(pairs[index] ?? []));
  if (frame === undefined) return undefined;
  const grid = marbleGrid([...expected, ...received].map(marksOf));
  const lines = grid.lines.map((line) => line.trimEnd());
  const [mine, theirs] = [lines.slice(0, expected.length), lines.slice(expected.length)];
  const caret = `              ${' '.repeat(grid.columnOf(frame))}^`;
  const picture = pairs.flatMap((_, nth) => [
    ...(nth === 0 ? [] : ['']),
    `  expected ${nth + 1}  ${mine[nth] ?? 'no subscription'}`,
    `  received ${nth + 1}  ${theirs[nth] ?? 'no subscription'}`,
    ...(nth === index ? [caret] : []),
  ]);
  return {
    subject: 'subscriptions',
    frame,
    expected: mine.join('\n'),
    received: theirs.join('\n'),
    picture,
  };
}

function differingFrame(expected?: SubscriptionFrames, received?: SubscriptionFrames): number | undefined {
  const ends = ['subscribedFrame', 'unsubscribedFrame'] as const;
  const end = ends.find((name) => expected?.[name] !== received?.[name]);
  return end && Math.min(expected?.[end] ?? Infinity, received?.[end] ?? Infinity);
}

function marksOf({ subscribedFrame, unsubscribedFrame }: SubscriptionFrames): Mark[] {
  if (subscribedFrame === unsubscribedFrame) {
    return [{ frame: subscribedFrame, text: ['(', '^', '!', ')'], final: true }];
  }
  const start: Mark = { frame: subscribedFrame, text: ['^'], final: false };
  if (unsubscribedFrame === Infinity) return [start];
  return [start, { frame: unsubscribedFrame, text: ['!'], final: true }];
}
