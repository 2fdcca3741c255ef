/**
 * What an engine can do, as plain data, so that whoever plans can refuse before anything runs. A false
 * promise is worse than a missing one: say what holds always, not what holds most of the time.
 */
export interface Capabilities {
  /** Dialect of the SQL it runs, such as `duckdb` or `spark`; nothing for an engine without SQL. */
  readonly sql: string | undefined;
  /** Transforms may be TypeScript that is given rows. */
  readonly rowFunctions: boolean;
  /** A merge says exactly how many rows it inserted, updated and deleted. */
  readonly exactMergeCounts: boolean;
  /** Each entity has a version that rises with every write that changed it. */
  readonly versions: boolean;
  /** What changed between two versions can be read. */
  readonly changeFeed: boolean;
  /** An entity can be read as it was at an earlier version. */
  readonly timeTravel: boolean;
  /** Writes to several entities can be made all or none. */
  readonly transactions: boolean;
  /** Unsubscribing stops the work itself, and not only the waiting for it. */
  readonly cancellation: boolean;
  /** A write tells how far it is before it is done. */
  readonly progress: boolean;
  /** It runs streaming queries of its own. */
  readonly streaming: boolean;
  /** Several processes may use the same tables at once. */
  readonly severalProcesses: boolean;
}
