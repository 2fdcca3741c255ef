import type { Observable } from 'rxjs';
import type { ComposedSql } from '../../definitions/compose.ts';
import type { Columns } from '../../definitions/schema.ts';
import { composed } from './composed.ts';
import { duckdbError } from './duckdbError.ts';
import type { DuckdbHost } from './duckdbHost.ts';
import { inSession } from './inSession.ts';
import type { FrameSource } from './ownFrame.ts';
import type { Session } from './session.ts';
import { existingShape } from './shape.ts';

/** The columns of a frame; its rows are not looked at. */
export const queriedColumns = (source: FrameSource, host: DuckdbHost): Observable<Columns> =>
  inSession(host, async (session) => {
    if (source.kind === 'entity' && source.slice.kind === 'rows')
      return (await existingShape(session, source.entity.id)).columns ?? {};
    return await columnsOfText(session, await composed(source, host, session));
  });

/** The columns that a statement gives, in order. */
export async function columnsOfText(
  session: Session,
  composed: ComposedSql,
  entityId?: string,
): Promise<Columns> {
  const { text } = composed;
  const prepared = await session.prepare(text).catch((error: unknown) => {
    throw duckdbError(error, {
      ...(entityId === undefined ? {} : { entityId }),
      statement: { text, begin: 0, composed },
    });
  });
  try {
    return Object.fromEntries(
      Array.from({ length: prepared.columnCount }, (_, i) => [
        prepared.columnName(i),
        prepared.columnType(i).toString(),
      ]),
    );
  } finally {
    prepared.destroySync();
  }
}
