import { EngineError, type EngineErrorClass } from '../engineError.ts';

export interface ErrorContext {
  readonly entityId?: string;
  readonly what?: string;
}

/** What DuckDB says, as an error of an engine. Errors of engines are passed on as they are. */
export function engineErrorOf(error: unknown, { entityId, what }: ErrorContext = {}): EngineError {
  if (error instanceof EngineError) return error;
  const { message } = (error ?? {}) as { message?: unknown };
  const text = typeof message === 'string' ? message : String(error);
  const subject = what ?? entityId;
  const said = subject === undefined ? text : `${subject}: ${text}`;
  return new EngineError(classOf(text.replace('Failed to extract statements: ', '')), said, {
    cause: error,
    entityId,
  });
}

function classOf(text: string): EngineErrorClass {
  if (/Conflicting lock is held/.test(text)) return 'unavailable';
  if (
    /^TransactionContext Error|Conflict on|write-write conflict|PRIMARY KEY or UNIQUE constraint violat/i.test(
      text,
    )
  )
    return 'conflict';
  if (/^INTERRUPT/.test(text)) return 'cancelled';
  if (/^Catalog Error: Table/.test(text)) return 'not_found';
  if (/^(Binder|Parser|Catalog) Error/.test(text)) return 'invalid';
  if (/^(Conversion|Constraint|Out of Range|Invalid Input) Error/.test(text)) return 'schema_mismatch';
  return 'internal';
}
