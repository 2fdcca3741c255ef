import { createHash } from 'node:crypto';

/** The id of a run, or of a pipe in a run, as the UUID that OpenLineage wants; the same each time. */
export function openLineageRunId(runId: string, pipeId?: string): string {
  const name = JSON.stringify(pipeId === undefined ? [runId] : [runId, pipeId]);
  const bytes = createHash('sha1').update(`rekindle:${name}`).digest().subarray(0, 16);
  // A name-based UUID says by these bits what it is (RFC 9562, version 5).
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
