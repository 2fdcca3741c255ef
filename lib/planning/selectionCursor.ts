import { nearest } from '../codec/nearest.ts';
import { SelectionSyntaxError } from './selectionSyntaxError.ts';

/** A place in a selection's text, which moves on with everything that is taken. */
export interface SelectionCursor {
  readonly index: () => number;
  /** What stands here, if it matches; the expression has to be sticky. */
  readonly take: (expression: RegExp) => RegExpExecArray | undefined;
  /** Whether it would match here. */
  readonly sees: (expression: RegExp) => boolean;
  /** Refuses what stands here, or at an index before. */
  readonly refuse: (expected: string, refused?: RefusedPart) => never;
}

interface RefusedPart {
  readonly index: number;
  readonly text?: string;
  /** What may have been meant. */
  readonly options?: readonly string[];
}

/** Puts a cursor at the beginning of a text. */
export function selectionCursor(text: string): SelectionCursor {
  let index = 0;
  const match = (expression: RegExp) => {
    expression.lastIndex = index;
    return expression.exec(text) ?? undefined;
  };
  return {
    index: () => index,
    take: (expression) => {
      const found = match(expression);
      index += found?.[0].length ?? 0;
      return found;
    },
    sees: (expression) => match(expression) !== undefined,
    refuse: (expected, { index: at, text: part, options = [] } = { index }) => {
      const received = part === undefined ? shown(text, at) : JSON.stringify(part);
      throw new SelectionSyntaxError(text, {
        index: at,
        expected,
        received,
        nearest: nearest(part ?? '', options),
      });
    },
  };
}

function shown(text: string, index: number): string {
  const point = text.codePointAt(index);
  if (point === undefined) return 'the end';
  const character = String.fromCodePoint(point);
  return /\s/.test(character) ? 'a space' : JSON.stringify(character);
}
