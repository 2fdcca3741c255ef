import type { SchedulerLike } from 'rxjs';
import type { Abortion } from '../../operators/abortable.ts';
import type { Engine } from '../data/engine.ts';
import type { Written } from '../data/write.ts';
import type { Pipe } from '../definitions/pipe.ts';
import type { PipeContext, PipeLog } from '../definitions/pipeContext.ts';
import type { AttemptEnd, AttemptStep } from './attemptEnd.ts';
import type { PipeCall } from './interceptor.ts';
import type { RunEvent } from './runEvent.ts';

/** Whom a call tells, and where its time comes from. */
export interface CallHost {
  readonly runId: string;
  readonly scheduler: SchedulerLike;
  readonly tell: (event: RunEvent) => void;
  /** Something got further. */
  readonly advance: () => void;
  /** Where rows live, for one pipe, of whose reads and writes it tells. */
  readonly engineOf: (pipeId: string) => Engine;
}

/** A run of one pipe: what its body and its interceptors are given, and what is known of it so far. */
export class RunningCall implements PipeCall {
  attempt = 0;
  /** What was written, once it is; nothing may be done again then. */
  written: Written | undefined;
  /** How the attempt ended. */
  end: AttemptEnd | undefined;
  /** Rows that its body told of. */
  rows = 0;
  /** What its body is given. */
  context: PipeContext = this;

  #abortion: Abortion | undefined;
  /** That of the last attempt, also once another counts again. */
  #ofAttempt: Abortion | undefined;
  #engine: Engine | undefined;
  #inside: Engine | undefined;
  /** Whether anybody could know of an abort. */
  #heard = false;
  #logger: PipeContext['logger'] | undefined;
  #over = false;

  constructor(
    readonly pipe: Pipe,
    readonly startedAt: number,
    private readonly host: CallHost,
  ) {}

  /** Where rows live: in the transaction that it runs in, if it does. */
  get engine(): Engine {
    if (this.#inside) return this.#inside;
    this.#engine ??= this.host.engineOf(this.pipe.id);
    return this.#engine;
  }

  get runId(): string {
    return this.host.runId;
  }

  get scheduler(): SchedulerLike {
    return this.host.scheduler;
  }

  get signal(): AbortSignal {
    return this.#abortion ? this.signalOf(this.#abortion) : NEVER_ABORTED;
  }

  /** Whether it was left behind, still at work. */
  get abandoned(): boolean {
    return (this.#ofAttempt?.abandoned ?? false) || (this.#abortion?.abandoned ?? false);
  }

  get logger(): PipeContext['logger'] {
    this.#logger ??= {
      debug: this.#log('debug'),
      info: this.#log('info'),
      warn: this.#log('warn'),
      error: this.#log('error'),
    };
    return this.#logger;
  }

  /** Another attempt begins. */
  begin(abortion: Abortion): void {
    this.abortedBy(abortion);
    this.#ofAttempt = abortion;
    this.attempt += 1;
    this.rows = 0;
    this.end = undefined;
  }

  /** From now on it reads and writes in a transaction, or in none. */
  within(inside: Engine | undefined): void {
    this.#inside = inside;
  }

  /** An attempt got further, or ended. */
  hear(step: AttemptStep): void {
    if (step.kind === 'progress') this.reached(step.rows, 'write');
    else if (step.kind === 'written') {
      this.written = step;
      this.end = { kind: 'done', rows: step.rowsWritten, written: step };
    } else this.end = step;
  }

  /** The signal of one attempt; from now on, whoever asked may end because of it. */
  signalOf(abortion: Abortion): AbortSignal {
    this.#heard = true;
    return abortion.signal;
  }

  /** Throws why it was aborted, where its body may have ended because of that. */
  throwIfAborted(): void {
    if (this.#heard) this.signal.throwIfAborted();
  }

  /** From now on it is aborted by another. */
  abortedBy(abortion: Abortion): void {
    this.#abortion = abortion;
  }

  /** A function of its own, as bodies take it out of the context. */
  readonly progress = (rows: number): void => {
    if (!Number.isFinite(rows))
      throw new RangeError(`expected progress of a number of rows for ${this.pipe.id}, got ${rows}`);
    this.rows += rows;
    this.reached(this.rows, 'transform');
  };

  /** Tells how many rows there are so far. */
  reached(rows: number, step: 'transform' | 'write'): void {
    if (this.#over) return;
    const { runId, scheduler, tell, advance } = this.host;
    advance();
    tell({ name: 'pipe_progress', runId, at: scheduler.now(), pipeId: this.pipe.id, rows, step });
  }

  /** What it says from now on is told to nobody: its end has been. */
  close(): void {
    this.#over = true;
  }

  #log(level: 'debug' | 'info' | 'warn' | 'error'): PipeLog {
    return (message, fields) => {
      if (this.#over) return;
      const { runId, scheduler, tell } = this.host;
      tell({
        name: 'pipe_logged',
        runId,
        at: scheduler.now(),
        pipeId: this.pipe.id,
        level,
        message,
        fields,
      });
    };
  }
}

/** Nothing aborts what has not begun. */
const NEVER_ABORTED = new AbortController().signal;
