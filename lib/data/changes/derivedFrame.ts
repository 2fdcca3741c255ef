import { map } from 'rxjs';
import type { Frame, Row } from '../../definitions/frame.ts';
import { gathered } from './gathered.ts';
import { rowsFrame } from './rowsFrame.ts';

/** What is made of all rows of a frame, for engines without SQL; holds them while they are read. */
export function derivedFrame(
  frame: Frame,
  derive: (rows: readonly Row[]) => readonly Row[],
  tellsChanges: boolean,
): Frame {
  const columns = () =>
    frame
      .columns()
      .pipe(
        map(({ _change, _version, ...columns }) =>
          tellsChanges ? { ...columns, _change: 'string', _version: 'number' } : columns,
        ),
      );
  return rowsFrame({ entityId: frame.entityId, columns }, gathered(frame).pipe(map(derive)));
}
