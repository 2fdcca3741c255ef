/** What can be told of one error, by which rows recognise it. */
export interface FailureEvidence {
  readonly names: ReadonlySet<string>;
  readonly errorClasses: readonly string[];
  readonly sqlStates: readonly string[];
  readonly codes: ReadonlySet<string | number>;
  readonly statuses: ReadonlySet<number>;
  readonly transient: boolean | undefined;
  readonly message: string;
}

/** Messages of a JVM may carry whole stack traces; what is decisive stands in front. */
const READ = 20_000;

/**
 * Looks at one error, without its causes. Much is also looked for in the message, because an error that came
 * over a wire often is its message alone.
 */
export function failureEvidence(error: unknown): FailureEvidence {
  const fields = isObject(error) ? error : { message: String(error) };
  const message = textOf(fields['message']).slice(0, READ);
  return {
    names: new Set([lastPart(textOf(fields['name'])), ...found(message, NAMES)]),
    errorClasses: [
      textOf(fields['errorClass']),
      textOf(fields['condition']),
      ...found(message, ERROR_CLASSES),
    ],
    sqlStates: [textOf(fields['sqlState']), ...found(message, SQL_STATES)],
    codes: new Set([...codesOf(fields['code']), ...found(message, CODES)]),
    statuses: new Set([...statusesOf(fields), ...found(message, STATUSES).map(Number)]),
    transient: typeof fields['transient'] === 'boolean' ? fields['transient'] : undefined,
    message,
  };
}

type Fields = Readonly<Record<string, unknown>>;

const NAMES = /\b([A-Z]\w*(?:Error|Exception))\b/g;
const ERROR_CLASSES = /\[([A-Z][A-Z0-9_]+(?:\.[A-Z0-9_]+)*)\]/g;
const SQL_STATES = /\bSQLSTATE:\s*([0-9A-Z]{5})\b/g;
const CODES = /\b([A-Z][A-Z0-9_]{3,})\b/g;
const STATUSES = /\b(?:status(?: code)?:?|HTTP(?:\/[\d.]+)?)\s+([1-5]\d\d)\b/gi;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const lastPart = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

const found = (message: string, pattern: RegExp): string[] =>
  Array.from(message.matchAll(pattern), ([, part = '']) => part);

const codesOf = (code: unknown): (string | number)[] =>
  typeof code === 'string' || typeof code === 'number' ? [code] : [];

/** Clients of HTTP put the status in different places. */
function statusesOf(fields: Fields): number[] {
  const response = isObject(fields['response']) ? fields['response'] : {};
  const metadata = isObject(fields['$metadata']) ? fields['$metadata'] : {};
  const places = [fields['status'], fields['statusCode'], response['status'], metadata['httpStatusCode']];
  return places.filter((status) => typeof status === 'number');
}
