import { DefinitionError } from './definitionError.ts';
import type { Entity } from './entity.ts';
import { type FileFormat, type FileKind, formatOfName } from './fileFormat.ts';
import { type FilePattern, filePattern } from './filePattern.ts';
import { ingestionProblems } from './ingestionProblems.ts';
import type { PipeWrite } from './pipeSettings.ts';
import type { Columns } from './schema.ts';

/** What becomes of a file once its rows are in: it stays, goes away, or goes to a folder of the storage. */
export type FileAfter = 'keep' | 'delete' | { readonly move: string };

/** How many rows of a file may be put aside because they do not fit, before the file itself is bad. */
export interface Rejects {
  /** The most rows. @default Infinity */
  readonly atMost: number;
  /** The greatest part of the rows, from 0 to 1. @default 1 */
  readonly part: number;
  /** Where they go. @default the id of the entity with `__rejects` */
  readonly to: Entity;
}

/** Files that become rows of an entity. */
export interface Ingestion<Id extends string = string, To extends Entity = Entity> {
  readonly kind: 'ingestion';
  readonly id: Id;
  /** For people. */
  readonly name: string;
  /** The folder in the storage; empty for the whole of it. */
  readonly path: string;
  readonly pattern: FilePattern;
  readonly to: To;
  /** Columns that every row has besides those of its file, and those that the groups of the pattern tell. */
  readonly values: Readonly<Record<string, FileValue>>;
  /** Column that holds the path of the file. */
  readonly fileColumn: string | undefined;
  readonly format: FileFormat;
  /** Names and types of the columns in the files; nothing where the entity says so. */
  readonly columns: Columns | undefined;
  readonly write: PipeWrite;
  readonly after: FileAfter;
  /** Folder that bad files are moved to; nothing where they stay. */
  readonly quarantine: string | undefined;
  readonly onBadFile: 'goOn' | 'stop';
  /** Nothing where one row that does not fit makes a file bad. */
  readonly rejects: Rejects | undefined;
  readonly onChanged: 'ingest' | 'refuse';
  readonly onCopy: 'ingest' | 'skip';
  readonly batchFiles: number;
  readonly batchBytes: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** What a column can be given for all rows of a file. */
export type FileValue = string | number | boolean | null;

/** What an ingestion is declared with, besides its id. */
export interface IngestionOptions<To extends Entity = Entity> {
  /** For people. @default the id */
  readonly name?: string;
  /** The folder in the storage. @default '', the whole of it */
  readonly path?: string;
  /** Which files, by their path beneath the folder; each named group becomes a column. */
  readonly pattern: string | RegExp;
  /** What their rows are written to. */
  readonly to: To;
  /** Further columns that every row has. @default {} */
  readonly values?: Readonly<Record<string, FileValue>>;
  /** Column that is to hold the path of the file. @default none */
  readonly fileColumn?: string;
  /** How rows lie in the files. @default what the end of the pattern stands for */
  readonly format?: FileFormat | FileKind;
  /** Names and types of the columns in the files. @default the schema of the entity, or its table, or what a sample shows */
  readonly columns?: Columns;
  /** How rows are written. @default 'scd2' or 'merge' where the entity has it or keys, otherwise 'append' */
  readonly write?: PipeWrite;
  /** What becomes of a file once its rows are in. @default 'keep' */
  readonly after?: FileAfter;
  /** Folder of the storage that bad files are moved to, or false to leave them. @default '_quarantine/<id>' */
  readonly quarantine?: string | false;
  /** Whether others go on after a bad file. @default 'goOn' */
  readonly onBadFile?: 'goOn' | 'stop';
  /** Whether rows that do not fit make their file bad, or are put aside, and how many. @default 'fail' */
  readonly onBadRows?: 'fail' | 'reject' | Partial<Rejects>;
  /** What another content under a known path is: a further file, or a bad one. @default 'ingest' */
  readonly onChanged?: 'ingest' | 'refuse';
  /** What a known content under another path is: a further file, or none. @default 'ingest' */
  readonly onCopy?: 'ingest' | 'skip';
  /** The most files that are written in one transaction; one for the writes `overwrite` and `replace`. @default 1_000 */
  readonly batchFiles?: number;
  /** The most bytes that are written in one transaction, save for a single file with more. @default 268_435_456 */
  readonly batchBytes?: number;
  /** @default {} */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * Declares files that become rows of an entity. Groups of the pattern and `values` are columns of the rows;
 * everything that is wrong with the declaration is told at once, by a `DefinitionError`.
 */
export function ingestion<const Id extends string, To extends Entity>(
  id: Id,
  options: IngestionOptions<To>,
): Ingestion<Id, To> {
  const problems = ingestionProblems(id, options);
  if (problems.length > 0) throw new DefinitionError(`ingestion "${String(id)}"`, problems);
  const { name = id, pattern, to, values = {}, fileColumn, columns, tags = {}, after = 'keep' } = options;
  const { write = writeTo(to), quarantine = `_quarantine/${id}`, batchFiles = 1_000 } = options;
  const { onBadFile = 'goOn', onChanged = 'ingest', onCopy = 'ingest', batchBytes = 2 ** 28 } = options;
  // Each such write undoes the one before, so that two files in one would not be what two writes are.
  const alone = write === 'overwrite' || write === 'replace';
  return Object.freeze({
    ...{ kind: 'ingestion', id, name, to, fileColumn, write, onBadFile, onChanged, onCopy, batchBytes },
    path: folder(options.path ?? ''),
    pattern: filePattern(pattern),
    values: Object.freeze({ ...values }),
    format: Object.freeze(formatOf(options)),
    columns: columns && Object.freeze({ ...columns }),
    after: typeof after === 'string' ? after : Object.freeze({ move: folder(after.move) }),
    quarantine: quarantine === false ? undefined : folder(quarantine),
    rejects: rejectsOf(options),
    batchFiles: alone ? 1 : batchFiles,
    tags: Object.freeze({ ...tags }),
  });
}

const folder = (path: string) => path.replace(/^\.?\/+|\/+$/g, '');

const writeTo = ({ scd2, keys }: Entity): PipeWrite =>
  scd2 ? 'scd2' : keys.length > 0 ? 'merge' : 'append';

function formatOf({ format, pattern }: IngestionOptions): FileFormat {
  if (typeof format === 'object') return { ...format };
  const found = formatOfName(typeof pattern === 'string' ? pattern : pattern.source.replace(/\$$/, ''));
  if (format === undefined || found?.kind === format) return found ?? { kind: 'csv' };
  return { kind: format };
}

function rejectsOf({ onBadRows = 'fail', to }: IngestionOptions): Rejects | undefined {
  if (onBadRows === 'fail') return undefined;
  const asked: Partial<Rejects> = onBadRows === 'reject' ? {} : onBadRows;
  return Object.freeze({ atMost: Number.POSITIVE_INFINITY, part: 1, to: rejectsTo(to), ...asked });
}

/** Made by hand, as an id that is well-formed stays so with letters behind it. */
function rejectsTo({ id, layer }: Entity): Entity {
  const rejected = `${id}__rejects`;
  return Object.freeze({
    ...{ kind: 'entity', id: rejected, name: rejected, schema: rejectColumns, layer },
    keys: Object.freeze([]),
    partitions: Object.freeze([]),
    tags: Object.freeze({}),
    scd2: undefined,
    drift: undefined,
  });
}

/** What is kept of a row that does not fit. */
export const rejectColumns = Object.freeze({
  ingestion: 'varchar',
  file: 'varchar',
  line: 'bigint',
  column: 'varchar',
  reason: 'varchar',
  raw: 'varchar',
});
