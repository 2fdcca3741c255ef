/** A piece of the text of a type: a word, a number, something in quotes, or a sign. */
export interface TypeToken {
  readonly kind: 'word' | 'number' | 'name' | 'text' | 'sign';
  readonly text: string;
}

/** Cuts the text of a type into its pieces; nothing where it has something in it that no type has. */
export function typeTokens(text: string): readonly TypeToken[] | undefined {
  const tokens: TypeToken[] = [];
  let end = 0;
  for (const match of text.matchAll(pieces)) {
    if (match.index !== end) return undefined;
    end += match[0].length;
    const [, ...groups] = match;
    const index = groups.findIndex((group) => group !== undefined);
    const kind = kinds[index];
    if (kind) tokens.push({ kind, text: groups[index] ?? '' });
  }
  return end === text.length ? tokens : undefined;
}

const kinds = ['word', 'number', 'name', 'text', 'sign'] as const;

/** In the order of `kinds`; spaces are passed over. */
const pieces = /\s+|([A-Za-z_]\w*)|(\d+)|("(?:[^"\0]|"")+")|('(?:[^'\0]|'')*')|([()[\],|<>])/g;
