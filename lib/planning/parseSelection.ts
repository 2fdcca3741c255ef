import { parseTerm } from './parseTerm.ts';
import type { Selection, Steps } from './selection.ts';
import { type SelectionCursor, selectionCursor } from './selectionCursor.ts';

/**
 * Reads a selection of pipes, in the manner of dbt.
 *
 * - `silver.orders` is an id. In a pattern, `*` is any characters of a segment, `**` any characters at all,
 *   and `?` one character of a segment. An id with other signs in it stands in quotes: `"a + b"`
 * - `tag:finance` (set, and not to 'false'), `tag:owner=finance`, `mode:stream` (declared as just that),
 *   `layer:silver`, `reads:bronze.orders`, `writes:gold.revenue`, `entity:bronze.orders` (either of them)
 *   and `state:failed` (of the last run) take patterns as well, except for modes and states
 * - `+x` adds all that comes before, `x+` all that comes after, `2+x` and `x+2` so many steps of it; `@x`
 *   adds all that comes after and everything that those need
 * - `a b` is either, `a,b` both; a comma binds more tightly, and parentheses group
 * - `!x` leaves out: of all else that stands in its list, wherever it stands. A list of nothing but
 *   exclusions leaves them out of everything. A shell wants it in single quotes
 */
export function parseSelection(text: string): Selection {
  const cursor = selectionCursor(text);
  const selection = any(cursor, 0);
  if (!cursor.sees(END)) cursor.refuse('a space, a comma or the end');
  return selection;
}

const END = /$/y;
const SPACES = /\s+/y;
const CLOSED = /\)|$/y;
const deepest = 200;

interface Signed {
  readonly excluded: boolean;
  readonly selection: Selection;
}

function any(cursor: SelectionCursor, depth: number): Selection {
  const members: Signed[] = [];
  cursor.take(SPACES);
  do members.push(all(cursor, depth));
  while (cursor.take(SPACES) && !cursor.sees(CLOSED));
  return combined('any', members);
}

function all(cursor: SelectionCursor, depth: number): Signed {
  const members = [signed(cursor, depth)];
  while (cursor.sees(/\s*,/y)) {
    if (!cursor.take(/,(?!\s)/y))
      cursor.refuse('no space beside a comma (a comma is both, a space is either)');
    members.push(signed(cursor, depth));
  }
  const [only, ...others] = members;
  return only && others.length === 0 ? only : { excluded: false, selection: combined('all', members) };
}

function combined(kind: 'any' | 'all', members: readonly Signed[]): Selection {
  const [only] = members;
  if (only && members.length === 1 && !only.excluded) return only.selection;
  const picked = (wanted: boolean) =>
    members.filter(({ excluded }) => excluded === wanted).map(({ selection }) => selection);
  return { kind, of: picked(false), without: picked(true) };
}

const signed = (cursor: SelectionCursor, depth: number): Signed => ({
  excluded: cursor.take(/!/y) !== undefined,
  selection: operand(cursor, depth),
});

function operand(cursor: SelectionCursor, depth: number): Selection {
  if (cursor.take(/@/y)) return { kind: 'closure', of: atom(cursor, depth) };
  const before = steps(cursor, /(\d*)\+(?![\s,)]|$)/y);
  const of = atom(cursor, depth);
  const after = steps(cursor, /\+(\d*)/y);
  return before === 0 && after === 0 ? of : { kind: 'around', of, before, after };
}

function atom(cursor: SelectionCursor, depth: number): Selection {
  if (!cursor.sees(/\(/y)) return parseTerm(cursor);
  if (depth === deepest) cursor.refuse(`at most ${deepest} parentheses inside of each other`);
  cursor.take(/\(/y);
  const selection = any(cursor, depth + 1);
  if (!cursor.take(/\)/y)) cursor.refuse('a space, a comma or ")"');
  return selection;
}

function steps(cursor: SelectionCursor, expression: RegExp): Steps {
  const index = cursor.index();
  const digits = cursor.take(expression)?.[1];
  if (digits === undefined) return 0;
  if (digits === '') return 'all';
  const count = Number(digits);
  if (count >= 1 && count <= 1_000_000) return count;
  return cursor.refuse('from 1 to 1000000 steps', { index, text: digits });
}
