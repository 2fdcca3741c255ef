import { glob } from './glob.ts';

/**
 * A pattern over ids: `*` is any text within a segment, `?` one character of it, `**` any text, dots
 * included. Everything else is itself: `gold.*`, `**.orders`, `silver.order?`.
 */
export interface Pattern {
  readonly text: string;
  readonly matches: (id: string) => boolean;
  readonly specificity: Specificity;
}

/**
 * How much a pattern says; the first number that differs decides, and the greater is the more specific:
 * whether there is anything but wildcards and dots, literal characters, `?`, fewer `**`, fewer `*`. Whatever
 * makes a pattern narrower makes it more specific, and an id itself is the most specific of all.
 */
export type Specificity = readonly number[];

/** Reads a pattern; nothing if it is malformed. */
export function pattern(text: string): Pattern | undefined {
  if (!/^[A-Za-z0-9_.*?-]+$/.test(text) || /^\.|\.\.|\.$/.test(text)) return undefined;
  const tokens = text.match(/\*{2,}|\*|\?|[^*?]+/g) ?? [];
  return { text, matches: glob(text), specificity: specificityOf(tokens) };
}

/** Whether a text has wildcards, and so may stand for many ids. */
export const hasWildcard = (text: string) => /[*?]/.test(text);

/** Negative if `one` is less specific than `other`, positive if more, 0 if neither. */
export function compareSpecificity(one: Specificity, other: Specificity): number {
  const i = one.findIndex((part, at) => part !== other[at]);
  return i < 0 ? 0 : (one[i] ?? 0) - (other[i] ?? 0);
}

function specificityOf(tokens: readonly string[]): Specificity {
  const literal = tokens.filter((token) => !hasWildcard(token)).join('');
  const count = (holds: (token: string) => boolean) => tokens.filter(holds).length;
  return [
    /[A-Za-z0-9_-]/.test(literal) ? 2 : 0,
    literal.length,
    count((token) => token === '?'),
    -count((token) => token.startsWith('**')),
    -count((token) => token === '*'),
  ];
}
