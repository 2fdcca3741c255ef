import type { Observable, ObservableInput } from 'rxjs';
import type { Engine } from '../../data/engine.ts';
import type { Note } from '../../data/note.ts';

/** Some rows, and where to go on after them. They are never divided between two batches. */
export interface SourceRows {
  /** What the source is given to go on after these rows: plain data. */
  readonly cursor: Note;
  readonly rows: readonly object[];
  /** What is to be done in the transaction of these rows, such as a note of the file they came from. */
  readonly alongside?: (inside: Engine) => ObservableInput<unknown>;
  /** What is to be done once they are committed, such as moving the file. Not done again if that fails. */
  readonly committed?: () => ObservableInput<unknown>;
}

/** What rows can come from: a function that goes on after a cursor, or begins where there is none. */
export type RowsAfter = (cursor: Note | undefined) => Observable<SourceRows>;

/** What drives a query in place of an entity. */
export interface RowSource {
  readonly kind: 'source';
  readonly open: RowsAfter;
}

/**
 * Makes any observable that can go on after a cursor the source of a query: a queue, a socket, a folder of files.
 * It is subscribed to when the query runs, left when as many rows wait as a batch may have, and subscribed to again,
 * after the last cursor, once they are done. When it completes, so does the query.
 */
export const observableSource = (open: RowsAfter): RowSource => Object.freeze({ kind: 'source', open });
