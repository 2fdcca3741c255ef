import { concat, concatMap, defer, type Observable, of } from 'rxjs';
import type { Engine } from '../engine.ts';
import type { CursorValue } from './cursor.ts';
import { toldCursor } from './cursorMove.ts';
import { rewound } from './rewound.ts';
import { type KeptWatermark, type ReadingPlace, shownWatermark, type Watermark } from './watermark.ts';
import { requiredWatermark, writeWatermark } from './watermarkNotes.ts';
import { tellReset, type WatermarkTelling } from './watermarkSignals.ts';

/** How a watermark is moved back: to nowhere, or to a place where it was. */
export interface MoveBack {
  readonly move: 'reset' | 'rewound';
  readonly to?: CursorValue;
  readonly reason?: string;
}

/** What was there before, and what is now. */
export interface MovedBack {
  readonly from: Watermark | undefined;
  readonly to: Watermark | undefined;
}

/** Moves a watermark back. It is kept also where it is at no place, so that its moves are. */
export function movedBack(
  engine: Engine,
  place: ReadingPlace,
  { move, to, reason = 'it was asked for' }: MoveBack,
  telling: WatermarkTelling,
): Observable<MovedBack> {
  return requiredWatermark(engine, place).pipe(
    concatMap((old) => {
      const cursor = move === 'rewound' ? rewound(old, to as CursorValue) : undefined;
      const [version, at] = [undefined, telling.scheduler.now()];
      const next: KeptWatermark = { ...old, cursor, version, at, moves: old.moves + 1 };
      const [before, after] = [old.cursor && toldCursor(old.cursor), cursor && toldCursor(cursor)];
      const kept$ = writeWatermark(engine, next, { move, at, from: before, to: after, version, reason });
      const told$ = defer(() => {
        tellReset({ place, from: old.cursor, to: cursor }, reason, telling);
        return of({ from: shownWatermark(old), to: shownWatermark(next) });
      });
      return concat(kept$, told$);
    }),
  );
}
