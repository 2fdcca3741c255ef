import { concat, EMPTY, finalize, Observable, of, Subject } from 'rxjs';
import type { QueryContext } from '../../../lib/streaming/queries/query.ts';
import type { QueryProgress } from '../../../lib/streaming/queries/queryProgress.ts';
import type { RunningQuery } from '../../../lib/streaming/queries/runningQuery.ts';

/** One call of a builder, which somebody else answers, and the run that comes of it. */
export class BuiltRun {
  state: 'building' | 'live' | 'broken' | 'over' | 'given up' = 'building';
  /** Whether it was asked to stop. */
  asked = false;
  readonly #answer$ = new Subject<RunningQuery>();
  readonly #progress$ = new Subject<QueryProgress>();
  readonly #stopped$ = new Subject<never>();

  constructor(
    private readonly context: QueryContext,
    private readonly ignoresStop = false,
  ) {}

  /** What its builder gives. */
  readonly started$ = new Observable<RunningQuery>((subscriber) => {
    subscriber.add(this.#answer$.subscribe(subscriber));
    subscriber.add(() => {
      if (this.state === 'building') this.state = 'over';
    });
  });

  /** Whether something of it is at work. */
  get works(): boolean {
    return this.state === 'building' || this.state === 'live' || this.state === 'broken';
  }

  get mayCommit(): boolean {
    try {
      return this.context.commit(() => true);
    } catch {
      return false;
    }
  }

  startOk(): void {
    this.state = 'live';
    this.#answer$.next({
      progress$: concat(of({ batchId: this.context.epoch, numInputRows: 1 }), this.#progress$),
      stop: () => this.#stop(),
    });
    this.#answer$.complete();
  }

  startFails(): void {
    this.state = 'over';
    this.#answer$.error(new Error('it did not start'));
  }

  /** One that is being stopped is over when its stop has ended. */
  fail(): void {
    this.state = this.asked ? 'broken' : 'over';
    this.#progress$.error(new Error('it failed'));
  }

  stopEnds(): void {
    this.state = 'over';
    this.#stopped$.complete();
  }

  #stop(): Observable<never> {
    if (this.ignoresStop) return EMPTY;
    this.asked = true;
    return this.#stopped$.pipe(
      finalize(() => {
        if (this.works) this.state = 'given up';
      }),
    );
  }
}
