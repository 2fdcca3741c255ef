interface FromEngine {
  /** The engine's id of the query, the same over restarts. */
  readonly queryId: string;
  /** Its id of this run of the query, another after each restart. */
  readonly runId?: string | null;
  readonly name?: string | null;
}

/**
 * What an engine says of a query, as it comes: anything that may be missing, or be no number, may be so. An
 * engine without ids of runs says `started` for each.
 */
export type EngineEvent =
  | (FromEngine & { readonly kind: 'started' })
  | (FromEngine & {
      readonly kind: 'progress';
      readonly batchId?: number | null;
      readonly numInputRows?: number | null;
      readonly inputRowsPerSecond?: number | null;
      readonly processedRowsPerSecond?: number | null;
    })
  | (FromEngine & { readonly kind: 'idle'; readonly batchId?: number | null })
  | (FromEngine & {
      readonly kind: 'terminated';
      readonly error?: string | null;
      readonly errorType?: string | null;
    });

/** What an engine answers of a run when it is asked. */
export interface EngineRunStatus {
  readonly queryId: string;
  readonly runId?: string | null;
  readonly isActive: boolean;
  readonly batchId?: number | null;
}
