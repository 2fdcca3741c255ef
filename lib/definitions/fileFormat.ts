import { isRecord, type OptionRule, oneOf, optionProblems, texts } from './optionProblems.ts';
import { type Problem, problem } from './problem.ts';

/** Rows as lines of fields, as RFC 4180 has them: quotes are doubled, and quoted fields may have several lines. */
export interface CsvFormat {
  readonly kind: 'csv';
  /** The character between fields. @default ',' */
  readonly delimiter?: string;
  /** The character around fields that hold delimiters, line ends or quotes. @default '"' */
  readonly quote?: string;
  /** Whether the first line names the columns; without it, they come in the order of the schema. @default true */
  readonly header?: boolean;
  /** Texts, not quoted, that stand for no value. @default [''] */
  readonly nulls?: readonly string[];
  /** What bytes are decoded by: `utf-8`, `utf-16le`, `windows-1252`. @default 'utf-8' */
  readonly encoding?: string;
}

/** Each line is an object: `jsonLines`. Or the whole file is an array of them: `json`. */
export interface JsonFormat {
  readonly kind: 'jsonLines' | 'json';
}

/** Read by engines that can. */
export interface ParquetFormat {
  readonly kind: 'parquet';
}

/** How rows lie in a file. */
export type FileFormat = CsvFormat | JsonFormat | ParquetFormat;

/** A format by its kind alone. */
export type FileKind = FileFormat['kind'];

/** The format that the last part of a name stands for; nothing where it stands for none. */
export function formatOfName(name: string): FileFormat | undefined {
  const kind = byExtension[/\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? ''];
  return kind === 'tsv' ? { kind: 'csv', delimiter: '\t' } : kind && { kind };
}

const byExtension: Readonly<Record<string, FileKind | 'tsv'>> = {
  csv: 'csv',
  tsv: 'tsv',
  json: 'json',
  jsonl: 'jsonLines',
  ndjson: 'jsonLines',
  parquet: 'parquet',
};

/** All kinds of formats. */
export const fileKinds: readonly FileKind[] = ['csv', 'jsonLines', 'json', 'parquet'];

/** What a format has to be. */
export const formatRule: OptionRule = {
  expected: `${fileKinds.map((kind) => `"${kind}"`).join(', ')}, or one of these with its settings`,
  holds: (value) =>
    fileKinds.some((kind) => kind === value) || (isRecord(value) && formatProblems(value).length === 0),
  inside: (value) => (isRecord(value) ? formatProblems(value) : []),
};

function formatProblems(format: Readonly<Record<string, unknown>>): readonly Problem[] {
  const rules = format['kind'] === 'csv' ? { ...rest, ...csvRules } : rest;
  const unsaid =
    format['kind'] === undefined ? [problem('kind', `expected ${rest.kind.expected}, got nothing`)] : [];
  const { delimiter = ',', quote = '"' } = format;
  const same =
    delimiter === quote ? [problem('quote', 'expected another character than the delimiter')] : [];
  return [...unsaid, ...optionProblems(format, rules), ...same];
}

const character: OptionRule = {
  expected: 'one character, and no line end',
  holds: (value) => typeof value === 'string' && /^[^\r\n]$/.test(value),
};
const rest = { kind: oneOf(...fileKinds) };
const csvRules: Readonly<Record<Exclude<keyof CsvFormat, 'kind'>, OptionRule>> = {
  delimiter: character,
  quote: character,
  header: { expected: 'true or false', holds: (value) => typeof value === 'boolean' },
  nulls: {
    expected: texts.expected,
    holds: (value) => Array.isArray(value) && value.every((one) => typeof one === 'string'),
  },
  encoding: { expected: 'the name of an encoding, such as "utf-8"', holds: isEncoding },
};

function isEncoding(value: unknown): boolean {
  try {
    return typeof value === 'string' && new TextDecoder(value).encoding !== '';
  } catch {
    return false;
  }
}
