import { isByColumn } from '../../definitions/pipeIncremental.ts';
import type { Cursor } from './cursor.ts';
import type { Looked } from './reading.ts';

/** Why a watermark that is there tells nothing. */
export function reasonToStartAfresh({
  by,
  entity,
  watermark,
  version,
  lacksOutput,
  outputId,
}: Looked): string | undefined {
  if (!watermark) return undefined;
  const { cursor } = watermark;
  if (lacksOutput) return `there is no table of ${outputId} any more`;
  const [was, is] = [waysOf(cursor), wayOf(by, entity)];
  if (was !== is) return `it was read by ${was} and is read by ${is} now`;
  if (cursor.kind === 'version' && version !== undefined && version < cursor.version)
    return `its version is ${version}, which is before the one that was read`;
  return undefined;
}

function waysOf(cursor: Cursor): string {
  if (cursor.kind === 'version') return 'its version';
  return cursor.kind === 'column' ? `its column ${cursor.column}` : 'its files';
}

function wayOf(by: Looked['by'], { files }: Looked['entity']): string {
  if (isByColumn(by)) return `its column ${by.column}`;
  return files ? 'its files' : 'its version';
}
