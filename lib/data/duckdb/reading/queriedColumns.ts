import type { Observable } from 'rxjs';
import type { ComposedSql } from '../../../definitions/compose.ts';
import type { Columns } from '../../../definitions/schema.ts';
import { inSession } from '../connection/inSession.ts';
import type { Session } from '../connection/session.ts';
import type { DuckdbHost } from '../duckdbHost.ts';
import { duckdbError } from '../errors/duckdbError.ts';
import { existingShape } from '../tables/tableShapes.ts';
import { duckdbType } from '../typing/duckdbType.ts';
import { composed } from './composed.ts';
import type { FrameSource } from './ownFrame.ts';

/** The columns of a frame; its rows are not looked at. */
export const queriedColumns = (source: FrameSource, host: DuckdbHost): Observable<Columns> =>
  inSession(host, async (session) => {
    if (source.kind === 'entity' && !source.entity.files) {
      const { columns = {} } = await existingShape(session, source.entity.id);
      return source.slice.kind === 'rows' ? columns : { ...columns, ...changeColumns };
    }
    return await columnsOfText(session, await composed(source, host, session));
  });

/** What a change has besides the columns of its row. */
const changeColumns: Columns = { _change: 'VARCHAR', _version: 'BIGINT' };

/** The columns that a query gives, in order, without running it. */
export async function columnsOfText(
  session: Session,
  composed: ComposedSql,
  entityId?: string,
): Promise<Columns> {
  const { text, parameters } = composed;
  const isClear = isWithoutOpenValues(text);
  try {
    return isClear
      ? await preparedColumns(session, text)
      : await describedColumns(session, text, parameters);
  } catch (error) {
    const asked = isClear ? '' : DESCRIBE;
    const statement = { text: `${asked}${text}`, begin: asked.length, composed };
    throw duckdbError(error, { ...(entityId === undefined ? {} : { entityId }), statement });
  }
}

/** Whether no value decides a type, as there are none or each is cast to one. */
const isWithoutOpenValues = (text: string): boolean =>
  !/\$\d/.test(text.replaceAll(/\bcast\(\$\d+ as /g, ''));

const DESCRIBE = 'describe ';

async function preparedColumns(session: Session, text: string): Promise<Columns> {
  const prepared = await session.prepare(text);
  try {
    return Object.fromEntries(
      Array.from({ length: prepared.columnCount }, (_, i) => [
        prepared.columnName(i),
        typeAs(prepared.columnType(i).toString()),
      ]),
    );
  } finally {
    prepared.destroySync();
  }
}

/** What a value that is bound makes of a column is only known once it is. */
async function describedColumns(
  session: Session,
  text: string,
  parameters: ComposedSql['parameters'],
): Promise<Columns> {
  const rows = await session.rows(`${DESCRIBE}${text}`, parameters);
  return Object.fromEntries(
    rows.map((row) => [String(row['column_name']), typeAs(String(row['column_type']))]),
  );
}

/** A type has one text, however DuckDB quotes what is in it. */
const typeAs = (text: string): string => duckdbType(text) ?? text;
