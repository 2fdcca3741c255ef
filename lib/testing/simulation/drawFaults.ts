import { hashed, hashedBetween, inStep } from './hashed.ts';
import type { FaultKind, FaultWeights, SimulatedFault } from './simulationFault.ts';

export interface DrawFaultsOptions {
  readonly seed: number;
  readonly weights: FaultWeights;
  readonly count: number;
  /** Before which time they happen, in milliseconds. */
  readonly until: number;
  readonly queryIds: readonly string[];
  readonly entityIds: readonly string[];
}

/** Draws what goes wrong, in the order in which it does; each fault by itself, so that none depends on another. */
export function drawFaults({ count, ...options }: DrawFaultsOptions): readonly SimulatedFault[] {
  const kinds = Object.entries(options.weights).filter(([, weight]) => weight > 0) as [FaultKind, number][];
  const usable = kinds.filter(([kind]) => options.entityIds.length > 0 || !/dimension/.test(kind));
  if (usable.length === 0) return [];
  return Array.from({ length: count }, (_, i) => triggered(drawn(i, usable, options), i, options)).sort(
    (a, b) => a.at - b.at,
  );
}

/** Some happen in the midst of something else, so that what is told is acted on at once. */
function triggered(
  fault: SimulatedFault,
  index: number,
  { seed }: Pick<DrawFaultsOptions, 'seed'>,
): SimulatedFault {
  const on = triggers[hashedBetween(0, 3 * triggers.length, seed, 'fault', index, 'on')];
  return on === undefined ? fault : { ...fault, on };
}

const triggers = [
  'dimension.changed',
  'streaming.after_restart',
  'streaming.before_restart',
  'streaming.before_start',
  'streaming.before_stop',
  'streaming.query_failed',
  'streaming.query_progress',
  'streaming.query_stalled',
  'streaming.query_started',
  'streaming.query_stopped',
  'streaming.query_terminated',
  'streaming.recovery_attempted',
  'streaming.recovery_exhausted',
  'streaming.recovery_succeeded',
  'streaming.restart_scheduled',
  'streaming.start_failed',
] as const;

function drawn(
  index: number,
  kinds: readonly (readonly [FaultKind, number])[],
  { seed, until, queryIds, entityIds }: Omit<DrawFaultsOptions, 'count'>,
): SimulatedFault {
  const between = (what: string, least: number, most: number) =>
    hashedBetween(least, most, seed, 'fault', index, what);
  const kind = weighted(kinds, hashed(seed, 'fault', index, 'kind'));
  // In every other seed things happen in step, so that many happen at the same moment.
  const step = inStep(seed) ? 10_000 : 1;
  const at = Math.floor(between('at', 0, until - 1) / step) * step;
  const queryId = queryIds[between('query', 0, queryIds.length - 1)] ?? '';
  const forMs = between('for', 1, 40) * 15_000;
  switch (kind) {
    case 'crash':
    case 'crash_silently':
    case 'fail_for_good':
    case 'hang_start':
    case 'stop':
    case 'start':
    case 'restart':
    case 'revive':
      return { kind, at, queryId };
    case 'fail_start':
    case 'crash_after_start':
      return { kind, at, queryId, times: between('times', 1, 6) };
    case 'hang':
    case 'hang_stop':
      return { kind, at, queryId, forMs };
    case 'throwing_observer':
      return { kind, at, times: between('times', 1, 8) };
    case 'set_clock':
      return { kind, at, by: between('by', -48, 48) * 1_800_000 };
    case 'delay_events':
      return { kind, at, forMs, by: between('by', 1, 20) * 10_000 };
    case 'change_dimension': {
      const changeClass = weighted(classes, hashed(seed, 'fault', index, 'class'));
      const entityId = entityIds[between('entity', 0, entityIds.length - 1)] ?? '';
      return { kind, at, entityId, changeClass, isPushed: between('pushed', 0, 1) === 1 };
    }
    case 'dimension_storm':
      return { kind, at, forMs, times: between('times', 3, 10) };
    default:
      return { kind, at, forMs };
  }
}

const classes = [
  ['data', 8],
  ['additive', 2],
  ['breaking', 1],
] as const;

function weighted<K>(choices: readonly (readonly [K, number])[], chance: number): K {
  let left = chance * choices.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [choice, weight] of choices) {
    left -= weight;
    if (left < 0) return choice;
  }
  return (choices.at(-1) as readonly [K, number])[0];
}
