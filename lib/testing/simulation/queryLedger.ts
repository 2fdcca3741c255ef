import type { QueryProgress } from '../../streaming/queries/queryProgress.ts';
import type { QueryStatus } from '../../streaming/queries/queryState.ts';

/** What a simulation has seen of a query itself; all times as time goes by, whatever the clock says. */
export class QueryLedger {
  status: QueryStatus;
  /** Since when it is in this state. */
  since = 0;
  /** When it was last heard of while it ran, and what. */
  heardAt = 0;
  heard: 'nothing' | 'batch' | 'idle' = 'nothing';

  constructor(
    readonly queryId: string,
    status: QueryStatus,
  ) {
    this.status = status;
  }

  changed(status: QueryStatus, at: number): void {
    this.status = status;
    this.since = at;
    if (status.state !== 'running') return;
    this.heardAt = at;
    this.heard = 'nothing';
  }

  progressed({ numInputRows }: QueryProgress, at: number): void {
    this.heardAt = at;
    this.heard = numInputRows > 0 ? 'batch' : 'idle';
  }
}
