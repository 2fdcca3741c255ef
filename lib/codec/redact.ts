export interface RedactOptions {
  /** Which fields are secret, by name. @default looksSecret */
  secret?: (key: string) => boolean;
}

const REDACTED = '[redacted]';

/**
 * A copy of a value as plain data without its secrets: the values of fields whose names look secret, and the
 * credentials inside of URLs and of `key=value` texts. Stands before everything that leaves the process.
 */
export function redact(value: unknown, { secret = looksSecret }: RedactOptions = {}): unknown {
  return copy(value, secret, []);
}

/** Whether a field's name looks like a password, secret, token, credential, key or connection string. */
export function looksSecret(key: string): boolean {
  return /passw(or)?d|passphrase|pwd|secret|token|credential|authorization|apikey|accesskey|privatekey|connectionstring/i.test(
    key.replace(/[^a-z]/gi, ''),
  );
}

function copy(value: unknown, secret: (key: string) => boolean, above: readonly unknown[]): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (above.includes(value)) return '[circular]';
  const path = [...above, value];
  const inner = asPlain(value);
  if (typeof inner !== 'object' || inner === null) return copy(inner, secret, path);
  if (Array.isArray(inner)) return inner.map((item) => copy(item, secret, path));
  return Object.fromEntries(
    Object.entries(inner).map(([key, item]) => [
      key,
      secret(key) && !empty(item) ? REDACTED : copy(item, secret, path),
    ]),
  );
}

const empty = (value: unknown) => value === undefined || value === null;

/** Payloads are plain already; what is not is taken as JSON would take it, and collections by their content. */
function asPlain(value: object): unknown {
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof Set) return [...value];
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof Error) return { ...value, name: value.name, message: value.message };
  const { toJSON } = value as { toJSON?: unknown };
  return typeof toJSON === 'function' ? toJSON.call(value) : value;
}

/** Credentials hide in texts as well: `scheme://user:password@host`, `password=…`, `Authorization: Bearer …`. */
function redactText(text: string): string {
  if (!/[:=]/.test(text)) return text;
  return text
    .replace(/\b([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/?#@]+@/gi, `$1${REDACTED}@`)
    .replace(/\b(authorization\s*[:=]\s*)(bearer|basic)?\s*[^\s,;"']+/gi, `$1${REDACTED}`)
    .replace(
      /\b([\w-]{0,40}(?:password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key|account[_-]?key|credential)s?\s*=\s*)("[^"]*"|'[^']*'|[^\s;&,)"']+)/gi,
      `$1${REDACTED}`,
    );
}
