/** One thing that is wrong with a definition. */
export interface Problem {
  /** What is at fault: an id, an option, a column, a pattern. */
  readonly culprit: string;
  readonly message: string;
  /** What was probably meant, if something is near enough. */
  readonly nearest?: string;
}

/** A problem; the nearest match only if there is one. */
export function problem(culprit: string, message: string, nearest?: string): Problem {
  return { culprit, message, ...(nearest === undefined ? {} : { nearest }) };
}

const SHOWN = 20;

/** All problems as one message: a line each, and those after the twentieth only counted. */
export function problemsMessage(where: string, problems: readonly Problem[]): string {
  const lines = problems.slice(0, SHOWN).map(sentence);
  if (problems.length === 1) return `${where}: ${lines[0]}`;
  if (problems.length > SHOWN) lines.push(`and ${problems.length - SHOWN} more`);
  return [`${where}: ${problems.length} things are wrong`, ...lines.map((line) => `  ${line}`)].join('\n');
}

function sentence({ culprit, message, nearest }: Problem): string {
  return `${culprit}: ${message}${nearest === undefined ? '' : `; did you mean "${nearest}"?`}`;
}
