import type { ComposedSql, SqlPiece } from '../../../definitions/compose.ts';
import type { SqlQuery } from '../../../definitions/sqlValue.ts';

/** A statement that a composed query is part of: `insert into t (…)`. */
export interface Statement {
  readonly text: string;
  /** Where in the text the composed query begins. */
  readonly begin: number;
  readonly composed: Pick<ComposedSql, 'text' | 'pieces'>;
}

/** A line of a template of the user, counted from 1; the line with the backtick is the first. */
export interface TemplateLine {
  readonly line: number;
  /** As it is written, with `${…}` for what is put in. */
  readonly text: string;
  /** Whether it is in a query that the user put into another. */
  readonly nested: boolean;
}

/**
 * The line of the `sql` template that DuckDB complains of. It tells the line of the text that it was given,
 * in which frames and queries stand in full; nothing where it tells none, or that line is not the user's.
 */
export function templateLine(
  message: string,
  { text, begin, composed }: Statement,
): TemplateLine | undefined {
  const position = positionOf(message, text);
  if (position === undefined) return undefined;
  const at = position - begin;
  if (at < 0 || at > composed.text.length) return undefined;
  const piece = composed.pieces.findLast((one) => one.at <= at);
  return piece && lineOf(piece, at, composed.pieces[0]?.query);
}

/** Where in a text the caret of a message points: `LINE 2: … select amout` and, below, `^`. */
function positionOf(message: string, text: string): number | undefined {
  const [, label = '', number = '', shown = '', indent = ''] =
    /^(LINE (\d+): )(.*)\n( *)\^/m.exec(message) ?? [];
  if (label === '') return undefined;
  const lines = text.split('\n');
  const line = lines[Number(number) - 1];
  if (line === undefined) return undefined;
  // Of a long line only a part is shown.
  const cut = shown.startsWith('...') ? 3 : 0;
  const part = shown.slice(cut).replace(/\.\.\.$/, '');
  const column = line.indexOf(part) + indent.length - label.length - cut;
  if (!line.includes(part) || column < 0) return undefined;
  return lines.slice(0, Number(number) - 1).reduce((sum, one) => sum + one.length + 1, column);
}

function lineOf(
  { at: pieceAt, query, index }: SqlPiece,
  at: number,
  outer: SqlQuery | undefined,
): TemplateLine {
  const before = query.strings.slice(0, index).join(HOLE);
  const written = query.strings[index] ?? '';
  // What is past the string is what was put in behind it.
  const within = written.slice(0, at - pieceAt);
  const line = `${index > 0 ? before + HOLE : ''}${within}`.split('\n').length;
  const text = query.strings.join(HOLE).split('\n')[line - 1] ?? '';
  return { line, text: text.trim(), nested: query !== outer };
}

const HOLE = `\${…}`;
