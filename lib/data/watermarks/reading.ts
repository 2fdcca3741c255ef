import type { Entity } from '../../definitions/entity.ts';
import type { Frame } from '../../definitions/frame.ts';
import type { PipeIncremental } from '../../definitions/pipeSettings.ts';
import type { Engine } from '../engine.ts';
import type { Cursor, CursorValue } from './cursor.ts';
import type { ReadingPlace, Watermark } from './watermark.ts';
import type { WatermarkTelling } from './watermarkSignals.ts';

/** Who reads what, and how it is told what is new. */
export interface Reading {
  readonly readerId: string;
  readonly entity: Entity;
  readonly by: PipeIncremental;
  /** What the reader writes: where its table is gone, everything is read again. @default it is not looked at */
  readonly outputId?: string | undefined;
  /** Has everything read, for the reason that is told. @default what is new */
  readonly full?: string | undefined;
}

/** What a reader has not read yet. */
export interface Unread {
  readonly frame: Frame;
  /** The parts of which it is everything, where a reader asks for parts and it is less than all of them. */
  readonly parts?: Frame;
  /** Whether it is less than everything. */
  readonly part: boolean;
  /** Where the watermark is to be when it is read; nothing where there is no such place. */
  readonly cursor: Cursor | undefined;
  /** The version that the entity has now. */
  readonly version: number | undefined;
}

/** A reading, and what was found out for it. */
export interface Looked extends Reading {
  readonly engine: Engine;
  readonly place: ReadingPlace;
  readonly telling: WatermarkTelling;
  readonly watermark: Watermark | undefined;
  readonly version: number | undefined;
  readonly lacksOutput: boolean;
}

/** A place in a column. */
export const columnCursor = (column: string, value: CursorValue): Cursor => ({
  kind: 'column',
  column,
  value,
});
