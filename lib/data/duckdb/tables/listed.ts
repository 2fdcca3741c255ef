import type { Statement } from '../connection/session.ts';

/** So many texts are bound one by one; each number of them makes a statement that is prepared once. */
const FEW = 8;

/** Texts behind `in`, bound from a number on: one by one, or all in one where they are many. */
export function listed(texts: readonly string[], first: number): Required<Statement> {
  if (texts.length === 0 || texts.length > FEW)
    return {
      text: `(select unnest(from_json($${first}, '["VARCHAR"]')))`,
      parameters: [JSON.stringify(texts)],
    };
  return { text: `(${texts.map((_, i) => `$${first + i}`).join(', ')})`, parameters: texts };
}
