import type { RunOptions } from '../execution/runOptions.ts';

/**
 * Options of a run that reads everything again, whatever was read before. What they say of parts of an entity, and
 * of watermarks, says how things usually are, and would contradict that.
 */
export function fullRefresh<O extends RunOptions>({
  slice: _slice,
  watermarks: _watermarks,
  ...options
}: O): Omit<O, 'slice' | 'watermarks'> & Pick<RunOptions, 'refresh'> {
  return { ...options, refresh: 'full' };
}
