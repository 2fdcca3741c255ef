import type { Entity } from './entity.ts';
import type { PipeWrite } from './pipeSettings.ts';

/**
 * How the rows of a pipe are put to those that are there: as is said; else as states of a key, or by the keys; else, of
 * one without keys, behind them by a pipe that was given only a part to read, and in their place by any other.
 */
export function writeModeOf(
  { keys, scd2 }: Entity,
  said: PipeWrite | undefined,
  isPart: boolean,
): PipeWrite {
  if (said !== undefined) return said;
  if (scd2) return 'scd2';
  if (keys.length > 0) return 'merge';
  return isPart ? 'append' : 'overwrite';
}
