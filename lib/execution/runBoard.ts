import type { CheckResult } from '../data/checks/checkResult.ts';
import { UnknownPipeError } from '../planning/unknownPipeError.ts';
import { type Agenda, eachIn, rowOf } from './agenda.ts';
import { Blame } from './blame.ts';
import { CheckBlocks } from './checks/checkBlocks.ts';
import type { Freshness } from './checks/freshness.ts';
import type { FailurePolicy } from './failurePolicy.ts';
import { failureReason } from './failureReason.ts';
import { GenerationTally } from './generationTally.ts';
import type { FailedPipe, PipeOutcome, PipeState } from './pipeState.ts';
import type { RunEvent } from './runEvent.ts';
import type { OutcomeCounts, RunRecord, RunResult } from './runRecord.ts';

/** What a board is about, and whom it tells. */
export interface RunBoardOptions {
  readonly runId: string;
  readonly policy: FailurePolicy;
  readonly now: () => number;
  readonly tell: (event: RunEvent) => void;
  /** Aborts whatever runs. */
  readonly abort: () => void;
  /** @default 'ready' */
  readonly order?: RunRecord['order'];
}

/**
 * Where each pipe of one run is. Every change goes through here, so that each pipe ends once, the counts add
 * up, and whoever is told is told in order.
 */
export class RunBoard implements RunRecord {
  readonly runId: string;
  readonly startedAt: number;
  readonly order: RunRecord['order'];
  status: RunRecord['status'] = 'running';
  endedAt: number | undefined;
  error: unknown;
  /** Why the run is being cancelled, if it is. */
  cancelling: string | undefined;
  readonly checks: readonly CheckResult[];
  stale: readonly Freshness[] = [];
  /** Whom what checks found out keeps from running. */
  readonly blocks: CheckBlocks;
  /** When something last started, ended or got further. */
  advancedAt: number;

  readonly #agenda: Agenda;
  readonly #options: RunBoardOptions;
  readonly #counts = { succeeded: 0, failed: 0, skipped: 0, cancelled: 0 };
  readonly #outcomes: (PipeOutcome | undefined)[];
  /** When each pipe started; NaN where it has not. */
  readonly #starts: Float64Array;
  readonly #blame: Blame;
  readonly #generations: GenerationTally;
  #begun = 0;
  #ids: readonly string[] | undefined;

  constructor(agenda: Agenda, options: RunBoardOptions) {
    const size = agenda.pipes.length;
    this.runId = options.runId;
    this.order = options.order ?? 'ready';
    this.startedAt = options.now();
    this.advancedAt = this.startedAt;
    this.#agenda = agenda;
    this.#options = options;
    this.#outcomes = new Array(size).fill(undefined);
    this.#starts = new Float64Array(size).fill(Number.NaN);
    this.#blame = new Blame(agenda);
    this.blocks = new CheckBlocks(agenda);
    this.checks = this.blocks.results;
    this.#generations = new GenerationTally(agenda.generationSizes);
  }

  get plan() {
    return this.#agenda.plan;
  }

  get pipeIds(): readonly string[] {
    this.#ids ??= this.plan?.pipeIds ?? this.#agenda.pipes.map(({ id }) => id);
    return this.#ids;
  }

  get counts(): OutcomeCounts {
    return { ...this.#counts };
  }

  stateOf(pipeId: string): PipeState {
    const member = this.#memberOf(pipeId);
    const outcome = this.#outcomes[member];
    if (outcome) return outcome;
    const startedAt = this.#starts[member] as number;
    return Number.isNaN(startedAt)
      ? { status: 'waiting', pipeId }
      : { status: 'running', pipeId, startedAt };
  }

  producersOf(pipeId: string): readonly string[] {
    return this.#idsIn(this.#agenda.producers, pipeId);
  }

  waitsFor(pipeId: string): readonly string[] {
    return this.#idsIn(this.#agenda.waitsFor, pipeId);
  }

  blameOf(pipeId: string): string | undefined {
    return this.#blame.by(this.#memberOf(pipeId));
  }

  /** The pipe whose failure keeps a member from running, if there is one. */
  blamed(member: number): string | undefined {
    return this.#blame.of(member);
  }

  /** Whether the producer of its first input was skipped before it could write. */
  lacksInput(member: number): boolean {
    if (this.#counts.skipped === 0) return false;
    let lacks = false;
    eachIn(this.#agenda.producers, member, (producer) => {
      lacks ||= this.#outcomes[producer]?.status === 'skipped' && this.#drives(producer, member);
    });
    return lacks;
  }

  /** A member has its turn, whether or not it will run. */
  turn(member: number): void {
    const generation = this.#agenda.generationOf[member] as number;
    const pipeCount = this.#generations.begin(generation, this.#options.now);
    if (pipeCount === 0) return;
    const at = this.#options.now();
    this.#options.tell({ name: 'generation_started', runId: this.runId, at, generation, pipeCount });
  }

  /** A member starts; gives the time. */
  start(member: number): number {
    const at = this.#options.now();
    this.#starts[member] = at;
    this.advancedAt = at;
    const { id: pipeId } = this.#pipe(member);
    const { runId } = this;
    this.#options.tell({ name: 'pipe_started', runId, at, pipeId, pipeIndex: this.#begun++ });
    return at;
  }

  /** A member ends, and the policy says what that means for others. */
  end(member: number, outcome: PipeOutcome): void {
    if (this.#outcomes[member]) return;
    const { runId } = this;
    const at = outcome.endedAt;
    this.#outcomes[member] = outcome;
    this.#counts[outcome.status] += 1;
    this.advancedAt = at;
    if (outcome.status === 'skipped' && outcome.upstream !== undefined)
      this.#blame.put(member, outcome.upstream);
    this.#options.tell({ name: 'pipe_ended', runId, at, pipeId: outcome.pipeId, outcome });
    if (outcome.status === 'failed') this.#decide(member, outcome);
    if (outcome.status === 'succeeded') this.#keepFrom(member, outcome);
    this.#endIn(this.#agenda.generationOf[member] as number, outcome.status);
  }

  /** Something got further without starting or ending. */
  advance(): void {
    this.advancedAt = this.#options.now();
  }

  /** Has everything end: what runs is aborted, what has not started will not. */
  cancel(reason: string, error?: unknown): void {
    if (this.status !== 'running') return;
    this.error ??= error;
    if (this.cancelling !== undefined) return;
    this.cancelling = reason;
    this.#options.abort();
  }

  /** Ends what has not ended, because the run itself is broken. */
  breakOff(error: unknown): void {
    this.cancel('the run is broken', error);
    this.#agenda.pipes.forEach(({ id: pipeId }, member) => {
      if (this.#outcomes[member]) return;
      const state = this.stateOf(pipeId);
      const startedAt = state.status === 'running' ? state.startedAt : undefined;
      const left = {
        startedAt,
        endedAt: this.#options.now(),
        attempts: 0,
        abandoned: startedAt !== undefined,
      };
      this.turn(member);
      this.end(member, { status: 'cancelled', pipeId, ...left, reason: 'the run is broken' });
    });
  }

  /** Every member has ended. */
  close(): RunResult {
    const { failed, cancelled } = this.#counts;
    if (failed > 0 || this.error !== undefined) this.status = 'failed';
    else this.status = cancelled > 0 ? 'cancelled' : 'succeeded';
    this.endedAt = this.#options.now();
    return this as RunBoard as RunResult;
  }

  get elapsedMs(): number {
    return Math.max(0, (this.endedAt ?? this.#options.now()) - this.startedAt);
  }

  #decide(member: number, failed: FailedPipe): void {
    try {
      const decision = this.#options.policy(failed, this);
      if (decision === 'skip_dependents') this.#keepFrom(member, failed);
      else if (decision === 'cancel') this.cancel(failureReason(failed.pipeId));
      else if (decision !== 'carry_on')
        throw new TypeError(
          `expected a failure policy to decide "skip_dependents", "cancel" or "carry_on", got ${String(decision)}`,
        );
    } catch (error) {
      this.cancel('the failure policy is broken', error);
    }
  }

  #keepFrom(member: number, outcome: PipeOutcome): void {
    if (this.blocks.apply(member, outcome) === 'all') this.#blame.put(member, outcome.pipeId);
  }

  #endIn(generation: number, status: PipeOutcome['status']): void {
    const ended = this.#generations.end(generation, status);
    if (!ended) return;
    const at = this.#options.now();
    this.#options.tell({ name: 'generation_completed', runId: this.runId, at, generation, ...ended });
  }

  #drives(producer: number, member: number): boolean {
    return this.#pipe(producer).output?.id === this.#pipe(member).inputs[0]?.id;
  }

  #pipe(member: number) {
    return this.#agenda.pipes[member] as Agenda['pipes'][number];
  }

  #memberOf(pipeId: string): number {
    const member = this.#agenda.memberOf(pipeId);
    if (member !== undefined) return member;
    throw new UnknownPipeError([pipeId], this.pipeIds, 'the id of a pipe of the run');
  }

  #idsIn(lists: Agenda['producers'], pipeId: string): readonly string[] {
    return Array.from(rowOf(lists, this.#memberOf(pipeId)), (member) => this.#pipe(member).id);
  }
}
