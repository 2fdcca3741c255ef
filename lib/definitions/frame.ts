import type { Observable } from 'rxjs';
import type { Columns } from './schema.ts';

/** What tells a frame from any other object; engines put it on theirs. Data from outside cannot have it. */
export const frameBrand: unique symbol = Symbol.for('rekindle.frame');

/** The rows of an entity as the engine holds them: usable in `sql`, and readable as batches of rows. */
export interface Frame<Row = unknown> {
  readonly [frameBrand]: true;
  readonly entityId: string;
  /** Names and types of the columns, where the engine knows them beforehand. */
  readonly columns?: Columns;
  /** Reads the rows into JavaScript, batch by batch. */
  rows(): Observable<readonly Row[]>;
}

/** Whether a value is a frame of an engine. */
export const isFrame = (value: unknown): value is Frame =>
  typeof value === 'object' && value !== null && (value as Partial<Frame>)[frameBrand] === true;
