import type { Observable, ObservableInput } from 'rxjs';
import type { Engine } from '../../data/engine.ts';
import type { Note } from '../../data/note.ts';
import type { Entity } from '../../definitions/entity.ts';
import type { Frame } from '../../definitions/frame.ts';

/** What a look at a driver found: rows, none so far, or that none will come. */
export type Look = 'rows' | 'nothing' | 'end';

/** The rows of one batch. Where there are none, only the position moves on, and no batch is made of it. */
export interface Taken {
  /** Nothing where there are no rows. */
  readonly frame?: Frame;
  readonly rows: number;
  /** Up to where rows are taken by it. */
  readonly position: Note;
  /** What an error of reading them means; it may be another one, that says more. */
  readonly explained?: (error: unknown) => unknown;
  /** What else is to be done in the same transaction. */
  readonly alongside?: (inside: Engine) => ObservableInput<unknown>;
  /** What is to be done once it is committed. */
  readonly committed?: () => ObservableInput<unknown>;
}

/** Where the rows of one run of a query come from, batch by batch. It reads nothing ahead without bound. */
export interface Driver {
  /** What it listens to while the query runs. */
  readonly feed$: Observable<never>;
  /** Finds out cheaply whether there is something after a position. */
  look(position: Note | undefined): Observable<Look>;
  /** The next rows after a position, as a transaction sees them; nothing where there are none. */
  take(inside: Engine, position: Note | undefined): Observable<Taken | undefined>;
  /** Whether it can go on in another way after an error. */
  adapts(error: unknown): boolean;
}

/** What a driver works with. */
export interface DriverHost {
  readonly queryId: string;
  readonly engine: Engine;
  readonly entity: Entity;
  readonly maxRows: number;
  /** Is called when there may be something to see. */
  readonly ring: () => void;
}

/** Opens a driver for one run, which goes on after a position. */
export type OpenDriver = (host: DriverHost, position: Note | undefined) => Observable<Driver>;
