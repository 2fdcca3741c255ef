import type { Observable } from 'rxjs';
import type { Entity } from '../../../definitions/entity.ts';
import type { Dropped, Ensured } from '../../engine.ts';
import type { Session } from '../connection/session.ts';
import { task } from '../connection/task.ts';
import type { DuckdbHost, Transaction } from '../duckdbHost.ts';
import { duckdbError } from '../errors/duckdbError.ts';
import { WriteSession } from '../writing/writeSession.ts';
import { grownTable } from './grownTable.ts';
import { shapeOf } from './tableShapes.ts';
import { dropTable, makeTable } from './tables.ts';
import { wantedColumns } from './wantedColumns.ts';

/** Makes the table of an entity, unless it is there. */
export const ensured = (entity: Entity, host: DuckdbHost): Observable<Ensured> =>
  host.transaction
    ? making(entity, host.transaction)
    : changed(entity, host, (session) => ensuredIn(session, entity));

async function ensuredIn(session: Session, entity: Entity): Promise<Ensured> {
  const found = await shapeOf(session, entity.id);
  if (found && !found.isDropped) {
    const { schemaChange } = await grownTable(session, found, entity);
    return { existed: true, created: false, ...(schemaChange ? { schemaChange } : {}) };
  }
  await makeTable(session, entity, wantedColumns(entity));
  return { existed: false, created: true };
}

/** In a transaction, the schema is seen to before the table is. */
const making = (entity: Entity, transaction: Transaction): Observable<Ensured> =>
  task(async (_, emit) => {
    try {
      transaction.assertOpen();
      transaction.touched.add(entity.id);
      emit(await transaction.making(entity.id, (session) => ensuredIn(session, entity)));
    } catch (error) {
      throw duckdbError(error, { entityId: entity.id });
    }
  });

/** Removes the table of an entity, if it is there. */
export const dropped = (entity: Entity, host: DuckdbHost): Observable<Dropped> =>
  changed(entity, host, async (session) => {
    const found = await shapeOf(session, entity.id);
    const existed = found !== undefined && !found.isDropped;
    if (existed) await dropTable(session, found);
    return { existed };
  });

/** A change of a table in a transaction of its own, or in the one that there is. */
export const changed = <T>(
  entity: Pick<Entity, 'id'>,
  host: DuckdbHost,
  work: (session: Session) => Promise<T>,
): Observable<T> =>
  task(async (signal, emit) => {
    const session = new WriteSession(host, entity.id);
    signal.addEventListener('abort', () => session.close());
    try {
      emit(await session.commit(work));
    } catch (error) {
      throw duckdbError(error, { entityId: entity.id });
    } finally {
      session.close();
    }
  });
