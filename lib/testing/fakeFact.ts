/** Why a run is over: `cancelled` while it started, `vanished` with its engine. */
export type FakeRunEnd = 'stopped' | 'completed' | 'crashed' | 'cancelled' | 'vanished';

/** A run in a fake engine, as it is now. */
export interface FakeRunState {
  readonly queryId: string;
  readonly runId: string;
  readonly epoch: number;
  readonly state: 'starting' | 'running' | 'ended';
  /** Its last batch with rows. */
  readonly batchId: number | undefined;
  /** Whether it could commit now. */
  readonly mayCommit: boolean;
}

/** What really happens in a fake engine, whoever is told of it. */
export type FakeFact =
  | { readonly kind: 'asked' | 'started'; readonly run: FakeRunState }
  /** A batch, which only the run whose turn it is may commit. */
  | { readonly kind: 'committed' | 'refused'; readonly run: FakeRunState; readonly batchId: number }
  | { readonly kind: 'ended'; readonly run: FakeRunState; readonly because: FakeRunEnd };
