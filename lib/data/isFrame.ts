import type { Frame } from './frame.ts';

/** Whether a source is a frame, of this or of another engine, and not batches of rows. */
export function isFrame(source: unknown): source is Frame {
  return typeof source === 'object' && source !== null && 'kind' in source && source.kind === 'frame';
}
