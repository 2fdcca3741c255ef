import type { Observable, ObservableInput } from 'rxjs';
import type { Capabilities } from '../definitions/capabilities.ts';
import type { ColumnsDiff } from '../definitions/columnsDiff.ts';
import type { Columns, Entity } from '../definitions/entity.ts';
import type { Frame } from '../definitions/frame.ts';
import type { SqlQuery } from '../definitions/sqlValue.ts';
import type { FileReader } from './files/fileReader.ts';
import type { HistoryEntry, HistoryQuery, Pruned } from './history.ts';
import type { Note } from './note.ts';
import type { Slice } from './slice.ts';
import type { WriteEvent, WriteOptions, WriteSource } from './write.ts';
import type { WriteMode } from './writeMode.ts';

/** Whether a table was there before, and whether it was made now. */
export interface Ensured {
  readonly existed: boolean;
  readonly created: boolean;
  /**
   * How the columns of a table that was there were changed to what the entity declares (`Entity.drift`); with
   * `warn`, which changes none, how they differ. Nothing where there is no difference.
   */
  readonly schemaChange?: ColumnsDiff;
}

/** Whether there was a table to drop. */
export interface Dropped {
  readonly existed: boolean;
}

/** How big a table is, as far as that can be told without reading it. */
export interface SizeEstimate {
  readonly rows: number | undefined;
  readonly bytes: number | undefined;
}

/**
 * Where rows live and where transforms run. Whoever writes one runs the cases of `engineSuite` against it.
 *
 * Everything is cold: a call does nothing, subscribing does it, subscribing twice does it twice, and
 * unsubscribing cancels. Everything errors with an `EngineError`, except that the error of a source or of
 * the work of a transaction is passed on as it is.
 */
export interface Engine {
  /** For people and messages. */
  readonly name: string;
  readonly capabilities: Capabilities;
  /** What reads files into frames of this engine, where it can. @default files are read in JavaScript */
  readonly files?: FileReader;

  /** A frame of the entity; nothing is read, and nothing can fail, before its rows are asked for. */
  read(entity: Entity, slice?: Slice): Frame;

  /**
   * A frame of what a query gives; nothing is read, and nothing can fail, before its rows are asked for. It
   * can be read, written and put into a further query like any other. It is no entity's: its `entityId` is
   * `queryFrameId`.
   *
   * The frames in the query are this engine's own; inside of a transaction they are those of its engine.
   * Rows and columns error with `unsupported` where the engine runs no SQL (`capabilities.sql`) or a frame
   * is of another engine, with `invalid` where the engine can make no sense of the query, and with what the
   * frames themselves error with.
   */
  query(query: SqlQuery): Frame;

  /**
   * Writes rows, all or none: until it has told the result the entity is as it was, also for a source that
   * errors and for who unsubscribes midway. Writes to one entity take effect one after the other, each at
   * its commit, and only a transaction can come in conflict with one. The table must be there:
   * `ensure` makes it.
   *
   * Rows must have the columns of the table, no other and none missing; `null` says that there is no
   * value, and `undefined` is the same as missing. Where the entity's schema is a codec, the codec decides
   * what may be missing. The first row that does not fit is refused with its number, counted from 1.
   *
   * `append` adds the rows; keys are not looked at. `overwrite` puts them in place of what was there:
   * `inserted` counts the new rows and `deleted` the old ones. `merge` goes by the entity's keys:
   *
   * - two source rows of one key are refused (`duplicate_key`), also if they are the same
   * - a source row without a value in a key is refused (`null_key`)
   * - an update replaces the row as a whole: a column that is left out is emptied
   * - a row that is there already, value for value, is neither written nor counted
   * - a key that is to be deleted and is not there is neither inserted nor counted
   * - several rows of the table with one key, as appending can make them, are each updated or deleted
   *
   * `replace` and `scd2` are told of by their modes. Columns that do not fit are dealt with as `Entity.drift`
   * says: with `warn` and `evolve` the sentences above on columns do not hold, but a codec still decides what
   * its columns may hold. Each write that is committed is noted in the history in the same step, also one that
   * changed nothing; one that was done before under the same `once` changes nothing, is not noted again, and
   * tells of the first (`repeated`).
   *
   * A write that changed something raises the version of the entity; one that changed nothing may leave it.
   *
   * - emits `progress` as rows are taken, if the engine has it, and one `written` after the commit
   * - completes after `written`
   * - errors, with the entity as it was, with an `EngineError` or the error of the source
   * - on unsubscribe before `written`, leaves the entity as it was
   */
  write(
    entity: Entity,
    source: WriteSource,
    mode: WriteMode,
    options?: WriteOptions,
  ): Observable<WriteEvent>;

  /**
   * Makes the table unless it is there; that of an entity with `scd2` has its columns last. One that is there
   * stays as it is, whatever its columns, unless the entity says by `drift: 'evolve'` that its table is to get
   * the columns that are declared since. None is ever taken away.
   */
  ensure(entity: Entity): Observable<Ensured>;

  /** Removes the table and its rows, if it is there. Reads that have begun end as they would have. */
  drop(entity: Entity): Observable<Dropped>;

  /** The columns that the table has now, with types in the words of the engine. */
  schema(entity: Entity): Observable<Columns>;

  /** The versions of many entities in one question, from 0 up; what has no table is left out of the answer. */
  versions(entityIds: readonly string[]): Observable<ReadonlyMap<string, number>>;

  /** How big a table is; cheap, and right to an order of magnitude. */
  estimateSize(entityId: string): Observable<SizeEstimate>;

  /**
   * The writes that were committed and match, newest first; one emission. Inside of a transaction its own are
   * among them.
   */
  history(query?: HistoryQuery): Observable<readonly HistoryEntry[]>;

  /**
   * Lets go of what is told of writes before a time, in milliseconds, and of rows that are kept only for
   * versions that ended before it: those versions cannot be read any more (`version_not_found`). The rows that
   * are there, the last version of each entity and all notes stay.
   */
  prune(before: number): Observable<Pruned>;

  /**
   * Small things that are kept beside the rows and committed with them: how far somebody has read, which
   * files were taken in. Those of a scope with these keys, or all of it; one emission, in order of keys, which
   * is that of their characters (`B` before `a`). What is read belongs to who reads it.
   */
  notes(scope: string, keys?: readonly string[]): Observable<ReadonlyMap<string, Note>>;

  /**
   * Keeps notes, all or none, in place of those with the same keys; `undefined` takes one away. In a
   * transaction they are there if its writes are. Two transactions that note the same key are in conflict;
   * those that note different keys are not.
   *
   * - completes after the commit, without a value
   * - errors, with nothing noted, with what the notes throw, and with `invalid` for what JSON has no words for
   */
  note(scope: string, notes: Iterable<readonly [key: string, note: Note | undefined]>): Observable<never>;

  /**
   * Makes what tables need that are not there yet and cannot be made in the midst of a transaction. Engines that need
   * nothing may lack it; where it is not asked for, the first transaction that makes such a table may be in conflict.
   *
   * - emits nothing, and completes when it is made; ids that no table can have are left for the write to refuse
   */
  makeReady?(entityIds: readonly string[]): Observable<never>;

  /**
   * Does work of which all writes take effect, or none. The work is given an engine of its own, which sees
   * the tables as they were when it began, and its own writes. That engine has no transactions and
   * cannot be pruned or closed by the work (`unsupported`), and is `closed` when the work is over.
   *
   * - emits what the work emits, as it comes
   * - completes once all is committed
   * - errors, with nothing written, with the error of the work, with `conflict` when a table that it wrote
   *   to, or a note that it noted, was also written from outside (one of the two is told, the other takes
   *   effect), and with `unsupported` where there are no transactions
   * - on unsubscribe before it completes, writes nothing
   */
  transaction<T>(work: (engine: Engine) => ObservableInput<T>): Observable<T>;

  /**
   * Ends it: whatever is asked of it afterwards errors with `closed`, and what is under way fails and writes
   * nothing. Closing twice is closing once. Emits once, when it is over.
   */
  close(): Observable<void>;
}
