import type { Terminal } from './terminal.ts';

/** Whether progress is drawn and redrawn: on a terminal that a person looks at, unless they would rather not. */
export function isLive({ stdout, env }: Terminal): boolean {
  return stdout.isTTY && !env['CI'] && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
}
