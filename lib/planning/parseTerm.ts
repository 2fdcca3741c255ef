import type { SelectionName, SelectionTerm } from './selection.ts';
import type { SelectionCursor } from './selectionCursor.ts';

/** Reads an id, or what follows a method such as `tag:`. */
export function parseTerm(cursor: SelectionCursor): SelectionTerm {
  const index = cursor.index();
  const method = cursor.take(METHOD)?.[1];
  switch (method) {
    case undefined:
      return { kind: 'id', id: name(cursor, 'an id, a pattern, a method like "tag:" or "("') };
    case 'tag':
      return tag(cursor);
    case 'layer':
      return { kind: method, layer: name(cursor, 'a layer') };
    case 'entity':
    case 'reads':
    case 'writes':
      return { kind: method, entity: name(cursor, 'the id of an entity') };
    case 'mode':
      return { kind: method, mode: oneOf(cursor, ['batch', 'stream', 'both']) };
    case 'state':
      return { kind: method, state: oneOf(cursor, ['succeeded', 'failed', 'skipped', 'cancelled']) };
    default: {
      const expected = `one of ${methods.join(', ')} before ":" (an id with ":" in it stands in quotes)`;
      return cursor.refuse(expected, { index, text: method, options: methods });
    }
  }
}

const methods = ['tag', 'mode', 'layer', 'entity', 'reads', 'writes', 'state'];

const METHOD = /([^\s,()"+:=!@]+):/y;
const BARE = /[^\s,()"+:=!@][^\s,()"+:=]*/y;
const QUOTED = /"(?:[^"\\]|\\[\s\S])*"/y;

function tag(cursor: SelectionCursor): SelectionTerm {
  const found = name(cursor, 'a tag');
  if (!cursor.take(/=/y)) return { kind: 'tag', tag: found };
  return { kind: 'tag', tag: found, value: name(cursor, 'the value of a tag') };
}

function name(cursor: SelectionCursor, expected: string): SelectionName {
  const index = cursor.index();
  const [quoted] = cursor.take(QUOTED) ?? [];
  if (quoted !== undefined) return { text: unquoted(cursor, quoted, index), isPattern: false };
  const [text] =
    cursor.take(BARE) ?? cursor.refuse(cursor.sees(/"/y) ? 'a text that ends in a quote' : expected);
  return { text, isPattern: /[*?]/.test(text) };
}

function unquoted(cursor: SelectionCursor, quoted: string, index: number): string {
  try {
    return JSON.parse(quoted);
  } catch {
    return cursor.refuse('a text in quotes as JSON writes it', { index, text: quoted });
  }
}

function oneOf<T extends string>(cursor: SelectionCursor, options: readonly T[]): T {
  const index = cursor.index();
  const expected = options.map((option) => `"${option}"`).join(' | ');
  const [text] = cursor.take(BARE) ?? cursor.refuse(expected);
  const found = options.find((option) => option === text);
  return found ?? cursor.refuse(expected, { index, text, options });
}
