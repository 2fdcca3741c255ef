import type { CheckpointStanding } from './checkpointStanding.ts';
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
  const { verdict, checkpoint, blockedBecause, cleanStart, expectedGapSeconds } = of;
  if (reaction !== 'restart') return `${reaction.padEnd(9)}${queryId}: ${because}`;
  if (blockedBecause !== undefined) return `${'block'.padEnd(9)}${queryId}: ${blockedBecause}; ${because}`;
  const how = [
    `wave ${wave + 1}`,
    `checkpoint ${verdict ?? 'unknown'}${checkpoint ? standing(checkpoint) : ''}`,
    ...(cleanStart ? ['clean start'] : []),
    ...(expectedGapSeconds === undefined ? [] : [`away for about ${expectedGapSeconds} s`]),
  ];
  return `${'restart'.padEnd(9)}${queryId} (${how.join(', ')}): ${because}`;
}

/** Where it stands, and what follows. */
function standing({ entityId, batchId, position, versionsToRead, rowsToRead }: CheckpointStanding): string {
  if (batchId === undefined && position === undefined) return ', none so far';
  const version = (position as { readonly version?: unknown } | undefined)?.version;
  const after = typeof version === 'number' ? ` of version ${version} of ${entityId}` : ` of ${entityId}`;
  const batch = batchId === undefined ? ' before its first batch' : ` after batch ${batchId}`;
  if (versionsToRead === undefined || rowsToRead === undefined) return `${batch}${after}`;
  const versions = `${versionsToRead} ${versionsToRead === 1 ? 'version' : 'versions'}`;
  return `${batch}${after}, ${versions} with ${rowsToRead} rows to read`;
}
