import type { SchedulerLike } from 'rxjs';
import type { IdSource } from '../../signals/ids.ts';
import type { Emit } from '../emit.ts';
import type { RestartDecision } from './decideRestarts.ts';
import type { RestartOutcome } from './restartOutcome.ts';

interface Cascade {
  readonly rootCause: string;
  readonly queryIds: readonly string[];
  readonly depth: number;
  readonly startedAt: number;
  readonly left: Set<string>;
  restarted: number;
  failed: number;
}

export interface CascadesOptions {
  readonly emit: Emit;
  readonly ids: IdSource;
  readonly scheduler: SchedulerLike;
}

/** The cascades under way, and which of their queries are still to come. */
export class Cascades {
  readonly #options: CascadesOptions;
  readonly #open = new Map<string, Cascade>();

  constructor(options: CascadesOptions) {
    this.#options = options;
  }

  /** Begins a cascade where a change goes on from one query to another; gives its id. */
  begin(rootCause: string, decisions: readonly RestartDecision[]): string | undefined {
    const restarted = decisions.filter(({ reaction }) => reaction === 'restart');
    const depth = Math.max(0, ...restarted.map((decision) => decision.depth));
    if (depth === 0) return undefined;
    const { ids, scheduler, emit } = this.#options;
    const cascadeId = ids('cascade');
    const queryIds = restarted.map(({ queryId }) => queryId);
    const counts = { restarted: 0, failed: 0 };
    const startedAt = scheduler.now();
    this.#open.set(cascadeId, {
      rootCause,
      queryIds,
      depth,
      startedAt,
      left: new Set(queryIds),
      ...counts,
    });
    emit('streaming.cascade_restart_started', { cascadeId, rootCause, queryIds, depth });
    return cascadeId;
  }

  /** Takes note of what became of a query; what was blocked was neither restarted nor has it failed. */
  note(cascadeId: string, { queryId, status }: RestartOutcome): void {
    const cascade = this.#open.get(cascadeId);
    if (!cascade?.left.delete(queryId)) return;
    if (status === 'restarted') cascade.restarted += 1;
    if (status === 'failed') cascade.failed += 1;
    if (cascade.left.size > 0) return;
    this.#open.delete(cascadeId);
    const { rootCause, queryIds, depth, startedAt, restarted, failed } = cascade;
    const durationSeconds = Math.max(0, this.#options.scheduler.now() - startedAt) / 1_000;
    this.#options.emit('streaming.cascade_restart_completed', {
      ...{ cascadeId, rootCause, queryIds, depth, restarted, failed, durationSeconds },
    });
  }
}
