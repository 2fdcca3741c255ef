/**
 * What went wrong, for whoever has to decide what to do about it.
 *
 * - `not_found`: there is no such table
 * - `version_not_found`: there is the table, but not (or no longer) at that version
 * - `schema_mismatch`: rows, columns or conditions do not fit the entity
 * - `null_key`, `duplicate_key`: a source of a merge does not tell its rows apart
 * - `invalid`: a request that no engine can answer, such as a merge without keys
 * - `unsupported`: a request that this engine cannot answer
 * - `conflict`: somebody else wrote in between; doing it again may help
 * - `unavailable`: the engine could not be reached; doing it again may help
 * - `cancelled`: the work was stopped by somebody else than its subscriber
 * - `closed`: the engine, or the transaction, is over
 * - `internal`: the engine failed
 */
export type EngineErrorClass =
  | 'not_found'
  | 'version_not_found'
  | 'schema_mismatch'
  | 'null_key'
  | 'duplicate_key'
  | 'invalid'
  | 'unsupported'
  | 'conflict'
  | 'unavailable'
  | 'cancelled'
  | 'closed'
  | 'internal';

/** What else an engine can say about a failure. */
export interface EngineErrorOptions extends ErrorOptions {
  entityId?: string | undefined;
  /** The five characters of the SQL standard, where the engine has them. */
  sqlState?: string | undefined;
  /** Whether doing the same again may help. @default for `conflict` and `unavailable` */
  transient?: boolean;
}

/** An engine could not do what it was asked; the message says what was expected and what came. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly entityId: string | undefined;
  readonly sqlState: string | undefined;
  readonly transient: boolean;

  constructor(
    readonly errorClass: EngineErrorClass,
    message: string,
    {
      entityId,
      sqlState,
      transient = errorClass === 'conflict' || errorClass === 'unavailable',
      ...options
    }: EngineErrorOptions = {},
  ) {
    super(message, options);
    this.entityId = entityId;
    this.sqlState = sqlState;
    this.transient = transient;
  }
}
