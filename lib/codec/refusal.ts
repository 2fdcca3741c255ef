/** One thing that is wrong with a value from outside. */
export interface Refusal {
  /** Way to the field, `pipes[2].mode`; empty for the value itself. */
  readonly path: string;
  readonly expected: string;
  readonly received: string;
  /** What was probably meant, if something is near enough. */
  readonly nearest?: string;
}

/** A value from outside that is not what it must be: where it came from, and everything wrong with it. */
export class RefusalError extends Error {
  override readonly name = 'RefusalError';

  constructor(
    readonly where: string,
    readonly refusals: readonly Refusal[],
  ) {
    super(message(where, refusals));
  }
}

function message(where: string, refusals: readonly Refusal[]): string {
  const lines = refusals.map(sentence);
  if (lines.length === 1) return `${where}: ${lines[0]}`;
  return [`${where}: ${lines.length} things are wrong`, ...lines.map((line) => `  ${line}`)].join('\n');
}

function sentence({ path, expected, received, nearest }: Refusal): string {
  const at = path === '' ? '' : `${path}: `;
  const hint = nearest === undefined ? '' : `; did you mean ${nearest}?`;
  return `${at}expected ${expected}, got ${received}${hint}`;
}
