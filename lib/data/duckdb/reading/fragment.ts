import {
  type SqlIdentifier,
  type SqlQuery,
  type SqlValue,
  sqlBrand,
} from '../../../definitions/sqlValue.ts';

/** A piece of a query that is text of our own. */
export interface Text {
  readonly text: string;
}

/** Text that stands in a query as it is. It must not hold anything that came from outside unquoted. */
export const text = (written: string): Text => ({ text: written });

/** Puts pieces of text and values together to a query. */
export function fragment(...pieces: readonly (Text | SqlValue)[]): SqlQuery {
  const strings = [''];
  const values: SqlValue[] = [];
  for (const piece of pieces) {
    if (isText(piece)) strings[strings.length - 1] += piece.text;
    else {
      values.push(piece);
      strings.push('');
    }
  }
  return { [sqlBrand]: true, kind: 'sql', strings, values };
}

/** A name that the engine quotes. */
export const name = (identifier: string): SqlIdentifier => ({
  [sqlBrand]: true,
  kind: 'identifier',
  identifier,
});

const isText = (piece: Text | SqlValue): piece is Text =>
  typeof piece === 'object' && piece !== null && 'text' in piece;
