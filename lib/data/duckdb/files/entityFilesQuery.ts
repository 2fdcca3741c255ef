import type { Entity } from '../../../definitions/entity.ts';
import type { SqlQuery } from '../../../definitions/sqlValue.ts';
import { columnsIn } from '../../conditions.ts';
import { EngineError } from '../../engineError.ts';
import { knownColumn } from '../../rowCheck.ts';
import type { Slice } from '../../slice.ts';
import type { Session } from '../connection/session.ts';
import { conditionQuery } from '../reading/conditionQuery.ts';
import { fragment, text } from '../reading/fragment.ts';
import { quotedList } from '../tables/quoted.ts';
import { describeEntityFiles } from './describeEntityFiles.ts';
import { fileSource } from './fileSource.ts';

/** The rows of an entity that are in files, as a query. Files have no versions, and so no changes either. */
export async function entityFilesQuery(session: Session, entity: Entity, slice: Slice): Promise<SqlQuery> {
  const { id: entityId, files } = entity;
  if (!files) throw new EngineError('internal', `${entityId}: expected files`, { entityId });
  if (slice.kind === 'changes' || slice.version !== undefined || slice.since !== undefined) {
    const message = `${entityId}: expected all rows, or those where a condition holds, of an entity whose rows are in files, got a slice by versions`;
    throw new EngineError('unsupported', message, { entityId });
  }
  const { columns } = await describeEntityFiles(session, entity);
  const { where } = slice;
  if (where) for (const column of columnsIn(where)) knownColumn(entityId, column, columns);
  const conditions = where ? [text(' where '), conditionQuery(where)] : [];
  return fragment(
    text(`select ${quotedList(Object.keys(columns))} from ${fileSource(entity, files)}`),
    ...conditions,
  );
}
