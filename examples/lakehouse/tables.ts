// What is in the tables: questions in SQL, and to the history.
import { allRows, type Engine, type Entity, type HistoryEntry, type SqlQuery, sql } from 'rekindle';
import { lastValueFrom } from 'rxjs';
import { priced, rejects } from './entities.ts';

/** A row that was put aside. */
export interface Refused {
  readonly file: string;
  readonly line: number;
  readonly column: string | null;
  readonly reason: string;
}

/** How many orders of somebody were priced by a tier. */
export interface PricedBy {
  readonly customer_id: string;
  readonly tier: string;
  readonly discount: number;
  readonly orders: number;
}

/** What is in a table, and what was written since. */
export interface TableState {
  readonly layer: string;
  readonly entityId: string;
  readonly rows: number;
  readonly version: number | undefined;
  readonly inserted: number;
  readonly updated: number;
  readonly by: string;
}

async function asked<R>(engine: Engine, query: SqlQuery): Promise<readonly R[]> {
  return (await lastValueFrom(allRows(engine.query(query)))) as readonly R[];
}

/** The first rows of a file that were put aside. */
export const refusedRows = (engine: Engine, file: string) =>
  asked<Refused>(
    engine,
    sql`select file, line, "column", reason from ${engine.read(rejects)}
      where file = ${file} order by line limit 3`,
  );

export const pricesOf = (engine: Engine, customer: string) =>
  asked<PricedBy>(
    engine,
    sql`select customer_id, tier, discount, count(*)::integer as orders from ${engine.read(priced)}
      where customer_id = ${customer} group by all order by discount`,
  );

/** The last write, from which on others are new. */
export async function lastWrite(engine: Engine): Promise<number> {
  const [last] = await lastValueFrom(engine.history({ limit: 1 }));
  return last?.sequence ?? 0;
}

/** What is in some tables, and what was written to them after a write. */
export async function tableStates(
  engine: Engine,
  entities: readonly Entity[],
  after: number,
): Promise<readonly TableState[]> {
  const versions = await lastValueFrom(engine.versions(entities.map(({ id }) => id)));
  const writes = await lastValueFrom(engine.history({ after, limit: 1_000 }));
  const there = entities
    .filter(({ id }) => versions.has(id))
    .sort(
      (a, b) => layers.indexOf(a.layer ?? '') - layers.indexOf(b.layer ?? '') || a.id.localeCompare(b.id),
    );
  return Promise.all(
    there.map(async (entity) => {
      const [{ rows = 0 } = {}] = await asked<{ rows: number }>(
        engine,
        sql`select count(*)::integer as rows from ${engine.read(entity)}`,
      );
      const own = writes.filter(({ entityId }) => entityId === entity.id);
      const by = [...new Set(own.map(({ by }) => by.pipeId))].join(', ');
      return {
        ...{ layer: entity.layer ?? '', entityId: entity.id, rows, version: versions.get(entity.id), by },
        ...{ inserted: sumOf(own, 'inserted'), updated: sumOf(own, 'updated') },
      };
    }),
  );
}

const layers = ['bronze', 'silver', 'gold'];

const sumOf = (writes: readonly HistoryEntry[], count: 'inserted' | 'updated') =>
  writes.reduce((sum, write) => sum + (write[count] ?? 0), 0);
