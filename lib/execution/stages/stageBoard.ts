import type { FailureDecision } from '../failurePolicy.ts';
import { failureReason } from '../failureReason.ts';
import type { PipeState } from '../pipeState.ts';
import { failedIn } from '../runFailedError.ts';
import type { StagedRun } from './stagedRuns.ts';
import type { StageOutcome, StagesResult } from './stageOutcome.ts';

/** Where the stages of one run of them are. */
export class StageBoard {
  /** Why what has not started never will, if so. */
  cancelling: string | undefined;
  readonly startedAt: number;
  readonly #outcomes = new Map<string, StageOutcome>();
  /** What is to become of those that follow a stage that failed. */
  readonly #decisions = new Map<string, FailureDecision>();

  constructor(
    readonly executionId: string,
    private readonly now: () => number,
  ) {
    this.startedAt = now();
  }

  /** How a stage ends that is not to start. */
  withoutRunning({ stage, pipeIds }: StagedRun): StageOutcome | undefined {
    const ended = { stageId: stage.id, layer: stage.layer, pipeIds, endedAt: this.now() };
    if (this.cancelling !== undefined) return { status: 'left', ...ended, reason: this.cancelling };
    const upstream = stage.after.flatMap((id) => this.#blamed(id) ?? [])[0];
    return upstream === undefined ? undefined : { status: 'skipped', ...ended, upstream };
  }

  /** A pipe of a stage failed; of several decisions the strictest counts. */
  decided(stageId: string, decision: FailureDecision): void {
    const before = this.#decisions.get(stageId);
    if (before === undefined || STRICTNESS[decision] > STRICTNESS[before])
      this.#decisions.set(stageId, decision);
  }

  /** A stage came to its end. */
  end(outcome: StageOutcome): void {
    const { stageId, status } = outcome;
    this.#outcomes.set(stageId, outcome);
    if (status === 'cancelled') this.cancelling ??= outcome.result?.cancelling ?? 'it was asked for';
    if (status === 'failed' && this.#decisions.get(stageId) === 'cancel')
      this.cancelling ??= failureReason(stageId);
  }

  /** Every stage has ended. */
  close(): StagesResult {
    const stages = [...this.#outcomes.values()];
    const endedAt = this.now();
    const [failed, stopped] = [
      stages.some(({ status }) => status === 'failed'),
      stages.some(({ status }) => status === 'cancelled' || status === 'left'),
    ];
    return {
      executionId: this.executionId,
      status: failed ? 'failed' : stopped ? 'cancelled' : 'succeeded',
      ...{ startedAt: this.startedAt, endedAt, elapsedMs: Math.max(0, endedAt - this.startedAt) },
      stages,
      pipes: new Map(stages.flatMap((outcome) => this.#pipesOf(outcome))),
    };
  }

  /** The stage because of which those after this one are not to run. */
  #blamed(stageId: string): string | undefined {
    const outcome = this.#outcomes.get(stageId);
    if (outcome?.status === 'skipped') return outcome.upstream;
    return outcome?.status === 'failed' && this.#decisions.get(stageId) !== 'carry_on'
      ? stageId
      : undefined;
  }

  #pipesOf(outcome: StageOutcome): readonly (readonly [string, PipeState])[] {
    const { pipeIds, endedAt } = outcome;
    if ('startedAt' in outcome) {
      const { result } = outcome;
      if (result) return pipeIds.map((id) => [id, result.stateOf(id)]);
      return pipeIds.map((id) => [id, cancelled(id, endedAt, 'its stage could not be started')]);
    }
    if (outcome.status === 'left') return pipeIds.map((id) => [id, cancelled(id, endedAt, outcome.reason)]);
    const blamed = this.#outcomes.get(outcome.upstream);
    const result = blamed && 'result' in blamed ? blamed.result : undefined;
    const upstream = result && failedIn(result)[0]?.pipeId;
    const skipped = {
      status: 'skipped',
      startedAt: undefined,
      endedAt,
      reason: 'upstream_failed',
    } as const;
    return pipeIds.map((pipeId) => [
      pipeId,
      { ...skipped, pipeId, ...(upstream !== undefined && { upstream }) },
    ]);
  }
}

const STRICTNESS: Readonly<Record<FailureDecision, number>> = {
  carry_on: 0,
  skip_dependents: 1,
  cancel: 2,
};

const cancelled = (pipeId: string, endedAt: number, reason: string): PipeState => ({
  ...{ status: 'cancelled', pipeId, startedAt: undefined, endedAt, attempts: 0, reason, abandoned: false },
});
