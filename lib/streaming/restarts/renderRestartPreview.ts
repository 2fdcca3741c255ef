import { changeText } from './decideRestarts.ts';
import type { PreviewedQuery, RestartPreview } from './restartPreview.ts';

/** Says for people what a change would lead to. */
export function renderRestartPreview({ change, queries }: RestartPreview): string {
  const head = `${changeText(change)}: concerns ${counted(queries.length)}`;
  return [head, ...queries.map((query) => `  ${line(query)}`)].join('\n');
}

const counted = (count: number): string =>
  count === 0 ? 'no query' : count === 1 ? 'one query' : `${count} queries`;

function line({ queryId, wave, reaction, because, ...of }: PreviewedQuery): string {
  const { verdict, blockedBecause, cleanStart, expectedGapSeconds } = of;
  if (reaction !== 'restart') return `${reaction.padEnd(9)}${queryId}: ${because}`;
  if (blockedBecause !== undefined) return `${'block'.padEnd(9)}${queryId}: ${blockedBecause}; ${because}`;
  const how = [
    `wave ${wave + 1}`,
    `checkpoint ${verdict ?? 'unknown'}`,
    ...(cleanStart ? ['clean start'] : []),
    ...(expectedGapSeconds === undefined ? [] : [`away for about ${expectedGapSeconds} s`]),
  ];
  return `${'restart'.padEnd(9)}${queryId} (${how.join(', ')}): ${because}`;
}
