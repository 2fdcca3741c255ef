import { EngineError, type EngineErrorClass } from '../../engineError.ts';
import { type Statement, templateLine } from './templateLine.ts';

/** What was being done when DuckDB failed. */
export interface DuckdbErrorContext {
  /** Whom the message names. @default nobody */
  readonly entityId?: string;
  /** What the message names instead. @default the entity */
  readonly subject?: string;
  /** The statement, and the query of the user in it. @default the line is not told */
  readonly statement?: Statement;
}

/**
 * What an error of DuckDB means to who asked for something. Its own words are kept, and its hints; long lists
 * of functions are not, and a line is that of the user's template.
 */
export function duckdbError(
  cause: unknown,
  { entityId, subject = entityId, statement }: DuckdbErrorContext = {},
): EngineError {
  if (cause instanceof EngineError) return cause;
  const message = messageOf(cause);
  const { errorClass, transient, advice } = rules.find(({ when }) => when.test(message)) ?? unknownError;
  const where = [subject, statement && place(message, statement)].filter((part) => part !== undefined);
  const said = advice?.(message) ?? readable(message);
  return new EngineError(errorClass, [...where, said].join(': '), {
    cause,
    entityId,
    sqlState: sqlStates[errorClass],
    ...(transient === undefined ? {} : { transient }),
  });
}

/** DuckDB makes its errors where it is loaded, which may be another realm with an `Error` of its own. */
function messageOf(cause: unknown): string {
  const { message } = (cause ?? {}) as { message?: unknown };
  return (typeof message === 'string' ? message : String(cause)).replace(
    /^Failed to extract statements: /,
    '',
  );
}

/** An error of DuckDB that is known. */
interface Rule {
  readonly when: RegExp;
  readonly errorClass: EngineErrorClass;
  /** Whether doing it again may help, where the class does not say it. */
  readonly transient?: boolean;
  /** What to say instead of its own words. */
  readonly advice?: (message: string) => string;
}

const unknownError: Rule = { when: /^/, errorClass: 'internal' };

/** In this order; the first that holds is the one. */
const rules: readonly Rule[] = [
  { when: /^INTERRUPT Error/i, errorClass: 'cancelled', advice: () => 'the query was interrupted' },
  {
    when: /Conflicting lock is held|Could not set lock/i,
    errorClass: 'unavailable',
    transient: false,
    advice: locked,
  },
  {
    when: /^Missing Extension Error|Extension Autoloading Error|Failed to download extension|\.duckdb_extension" not found/i,
    errorClass: 'unsupported',
    advice: extensionMissing,
  },
  {
    when: /^TransactionContext Error.*(?:Conflict|conflict)|write-write conflict|^Transaction(?:Context)? Error: Failed to commit/i,
    errorClass: 'conflict',
  },
  {
    when: /(?:connection|database|instance).{0,20}(?:disconnected|closed)|Connection was never established|already been closed/i,
    errorClass: 'closed',
  },
  { when: /^Catalog Error: (?:Table|View|Schema) .*does not exist/i, errorClass: 'not_found' },
  { when: /^IO Error: No files found/i, errorClass: 'not_found' },
  { when: /^IO Error: Cannot open file .*No such file/i, errorClass: 'not_found' },
  {
    when: /^Constraint Error: (?:Duplicate key|PRIMARY KEY|.*unique constraint)/i,
    errorClass: 'duplicate_key',
  },
  { when: /^(?:Constraint|Conversion|Out of Range|Mismatch Type) Error/i, errorClass: 'schema_mismatch' },
  { when: /^Invalid Input Error: .*(?:CSV|JSON|cast|convert)/is, errorClass: 'schema_mismatch' },
  {
    when: /^Binder Error: .*(?:columns but \d+ values|does not have a column with name)/i,
    errorClass: 'schema_mismatch',
  },
  {
    when: /^(?:Parser|Binder|Syntax|Catalog|Parameter|Invalid Input|Invalid Type) Error/i,
    errorClass: 'invalid',
  },
  { when: /^(?:Not implemented|Permission) Error/i, errorClass: 'unsupported' },
  { when: /^Out of Memory Error/i, errorClass: 'internal', advice: outOfMemory },
];

const sqlStates: Partial<Record<EngineErrorClass, string>> = {
  cancelled: '57014',
  conflict: '40001',
  duplicate_key: '23505',
  not_found: '42P01',
};

function locked(message: string): string {
  const [, file = 'the file'] = /on file "([^"]*)"/.exec(message) ?? [];
  const [, holder, pid] = /held in (.+?) \(PID (\d+)\)/.exec(message) ?? [];
  const who = pid === undefined ? 'another process' : `process ${pid} (${holder})`;
  return `expected to open ${file}, but ${who} holds it; one process can write to a file, and while it does no other can open it`;
}

function extensionMissing(message: string): string {
  const [, name = 'an extension'] =
    /extension[ "/]+(\w+)[" ]|\/(\w+)\.duckdb_extension/i.exec(message) ?? [];
  const found = name === 'an extension' ? (/\/(\w+)\.duckdb_extension/.exec(message)?.[1] ?? name) : name;
  return `needs the DuckDB extension ${found}, which is not there and is never fetched of itself; run INSTALL ${found} once where there is a network, then LOAD ${found}`;
}

function outOfMemory(message: string): string {
  const [, used] = /\(([^)]* used)\)/.exec(message) ?? [];
  return `DuckDB has no memory left${used === undefined ? '' : ` (${used})`}; give it more (memory_limit), or fewer threads, which each need some`;
}

function place(message: string, statement: Statement): string | undefined {
  const found = templateLine(message, statement);
  if (!found) return undefined;
  return `line ${found.line} of ${found.nested ? 'a query within its query' : 'its query'} (${found.text})`;
}

/** Without the name of the kind, the line of the composed text, and candidates that fill a page. */
function readable(message: string): string {
  const [said = ''] = message.replace(/^[A-Z]\w*(?: \w+){0,2} Error: /, '').split(/\n+\s*LINE \d+:/);
  const [first = '', ...others] = said.split(/\n+/).filter((line) => line.trim() !== '');
  const hints = others.filter((line) => !/^\s/.test(line)).map((line) => hint(line));
  return [first.replace(/[!.]$/, ''), ...hints].join('; ');
}

function hint(line: string): string {
  const meant = /^(?:Candidate bindings|Did you mean):? (.*?)\??$/.exec(line.trim())?.[1];
  return meant === undefined ? line.trim() : `did you mean ${meant}?`;
}
