import { decidedOnce } from '../signals/decidedOnce.ts';
import { isPattern, matcher } from '../signals/patterns.ts';
import { type LogLevel, signalLevel } from './signalLevel.ts';

/** The least level that is told; `silent` tells nothing. */
export type LogThreshold = LogLevel | 'silent';

/** Thresholds by name, alias or pattern of signals. */
export type LogLevels = Readonly<Record<string, LogThreshold>>;

/** A level that does not exist. */
export class LogLevelError extends Error {
  override readonly name = 'LogLevelError';

  constructor(
    readonly pattern: string,
    readonly level: unknown,
  ) {
    super(`expected a level for "${pattern}" out of ${order.join(', ')}, got ${JSON.stringify(level)}`);
  }
}

/**
 * Decides by name which signals are told. The most specific entry counts: a name before a pattern, the pattern
 * with more letters before one with fewer, and of equals the later one. Without any, `info` and above are told.
 */
export function levelFilter(levels: LogLevels): (name: string) => boolean {
  const rules = Object.entries(levels).map(([pattern, level]) => {
    if (!order.includes(level)) throw new LogLevelError(pattern, level);
    return {
      matches: matcher(pattern),
      specificity: specificityOf(pattern),
      threshold: order.indexOf(level),
    };
  });
  const ranked = rules.reverse().sort((one, other) => other.specificity - one.specificity);
  return decidedOnce((name) => {
    const rule = ranked.find(({ matches }) => matches(name));
    return order.indexOf(signalLevel(name)) >= (rule?.threshold ?? order.indexOf('info'));
  });
}

const order: readonly LogThreshold[] = ['debug', 'info', 'warn', 'error', 'silent'];

function specificityOf(pattern: string): number {
  return isPattern(pattern) ? pattern.replaceAll('*', '').length : Number.POSITIVE_INFINITY;
}
