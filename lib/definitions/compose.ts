import { type Frame, isFrame } from './frame.ts';
import type { SqlParameter, SqlQuery, SqlValue } from './sqlValue.ts';

/** How an engine writes what is not text: its dialect. */
export interface SqlDialect {
  /** What a frame is called in the text, quoted, if need be; or the query that it is. */
  readonly frame: (frame: Frame) => string | SqlQuery;
  /** A name, quoted. */
  readonly identifier: (name: string) => string;
  /** What stands for the parameter with this index, counted from 0: `$1`, `?`. */
  readonly parameter: (index: number) => string;
}

/** A query in the words of an engine, and the values to bind to it. */
export interface ComposedSql {
  readonly text: string;
  readonly parameters: readonly SqlParameter[];
  /** Where the text comes from, in the order of the text. */
  readonly pieces: readonly SqlPiece[];
}

/** A piece of a composed text that stands so in a template. What is between pieces stands for values. */
export interface SqlPiece {
  /** Where it begins in the composed text. */
  readonly at: number;
  readonly query: SqlQuery;
  /** Which of the query's strings it is. */
  readonly index: number;
}

/** Puts a query into words. The text depends on values bound in no way, save for how many there are. */
export function compose(query: SqlQuery, dialect: SqlDialect): ComposedSql {
  const writing: Writing = { dialect, text: '', parameters: [], pieces: [] };
  write(query, writing);
  return { text: writing.text, parameters: writing.parameters, pieces: writing.pieces };
}

interface Writing {
  readonly dialect: SqlDialect;
  text: string;
  readonly parameters: SqlParameter[];
  readonly pieces: SqlPiece[];
}

function write(query: SqlQuery, writing: Writing): void {
  query.strings.forEach((string, index) => {
    if (index > 0) writeValue(query.values[index - 1] ?? null, writing);
    writing.pieces.push({ at: writing.text.length, query, index });
    writing.text += string;
  });
}

function writeValue(value: SqlValue, writing: Writing): void {
  const { dialect, parameters } = writing;
  if (typeof value !== 'object' || value === null || value instanceof Date)
    writing.text += dialect.parameter(parameters.push(value) - 1);
  else if (isFrame(value)) {
    const frame = dialect.frame(value);
    if (typeof frame === 'string') writing.text += frame;
    else writeNested(frame, writing);
  } else if (value.kind === 'identifier') writing.text += dialect.identifier(value.identifier);
  else if (value.kind === 'list')
    value.values.forEach((one, i) => {
      if (i > 0) writing.text += ', ';
      writeValue(one, writing);
    });
  else writeNested(value, writing);
}

/** A comment at the end would swallow the parenthesis. */
function writeNested(query: SqlQuery, writing: Writing): void {
  writing.text += '(';
  const begin = writing.text.length;
  write(query, writing);
  writing.text += writing.text.includes('--', begin) ? '\n)' : ')';
}
