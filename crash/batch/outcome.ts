import { rowsIn, sorted } from '../judging/rowsIn.ts';
import type { Outcome, Scene } from '../judging/workload.ts';
import { columns } from './columns.ts';
import { events, fedEvents, fedOrders, orders, regions, states, totals } from './tables.ts';

/** All rows, and what each write did. */
export async function outcome({ engine, history }: Scene): Promise<Outcome> {
  const tables = [
    [fedOrders, columns.order],
    [fedEvents, columns.event],
    [orders, columns.order],
    [states, columns.state],
    [events, columns.event],
    [totals, columns.total],
    [regions, columns.order],
  ] as const;
  const rows = await Promise.all(
    tables.map(async ([entity, names]) => [entity.id, await rowsIn(engine, entity, names)] as const),
  );
  const writes = sorted(
    history.map(({ entityId, mode, version, inserted, updated, deleted }) => ({
      ...{ entityId, mode, version, inserted, updated, deleted },
    })),
  );
  return { ...Object.fromEntries(rows), writes };
}
