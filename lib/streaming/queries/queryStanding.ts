import { Subject } from 'rxjs';
import type { Query } from './query.ts';
import type { DesiredState, QueryState, QueryStatus } from './queryState.ts';
import type { RecordHost } from './recordHost.ts';

/** A state that has still to be told since when it is so. */
export type Unstamped<S> = S extends unknown ? Omit<S, 'since'> : never;

/** How a query is, and how it is wanted. */
export abstract class QueryStanding {
  desired: DesiredState = 'stopped';
  state: QueryState;
  /** Each change of its state. */
  readonly changes$ = new Subject<QueryStatus>();
  readonly #names: Pick<QueryStatus, 'queryId' | 'queryName'>;
  readonly #host: Pick<RecordHost, 'now' | 'changed'>;

  constructor({ id: queryId, name: queryName }: Query, host: Pick<RecordHost, 'now' | 'changed'>) {
    this.#names = { queryId, queryName };
    this.#host = host;
    this.state = { state: 'registered', since: host.now() };
  }

  get status(): QueryStatus {
    return { ...this.#names, desired: this.desired, ...this.state };
  }

  /** Whoever waits for a state is answered last, so that what they do about it is told after it. */
  protected move(state: Unstamped<QueryState>, tell?: () => void): void {
    this.state = { ...state, since: this.#host.now() };
    const { status } = this;
    this.#host.changed(status);
    tell?.();
    this.changes$.next(status);
  }
}
