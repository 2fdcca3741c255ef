import type { Pace } from '../../../operators/fallsBehind.ts';
import type { Health } from '../../../operators/health.ts';
import { failureOf } from '../../signals/failureOf.ts';
import type { Emit } from '../emit.ts';

export interface HealthSignalsOptions {
  readonly emit: Emit;
  /** Says of what kind a failure is. */
  readonly classify: (error: unknown) => string;
}

/** Tells the health of a query as a signal; of one that has said nothing yet there is none. */
export function healthSignals(
  queryId: string,
  health: Health<Pace>,
  { emit, classify }: HealthSignalsOptions,
): void {
  switch (health.state) {
    case 'unknown':
      break;
    case 'healthy':
      emit('streaming.query_healthy', () => ({ queryId }));
      break;
    case 'unhealthy': {
      const { inputRowsPerSecond: input, processedRowsPerSecond: processed } = health.progress;
      emit('streaming.query_unhealthy', () => ({
        queryId,
        reason: 'falls_behind',
        ...(input === undefined ? {} : { inputRowsPerSecond: input }),
        ...(processed === undefined ? {} : { processedRowsPerSecond: processed }),
      }));
      break;
    }
    case 'stalled': {
      const { silentMs } = health;
      emit('streaming.query_stalled', () => ({ queryId, lastProgressSecondsAgo: silentMs / 1_000 }));
      break;
    }
    case 'exception': {
      const { error } = health;
      emit('streaming.query_exception', () => ({
        queryId,
        ...failureOf(error),
        failureClass: classify(error),
      }));
      break;
    }
  }
}
