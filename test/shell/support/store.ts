import { throwError } from 'rxjs';
import { entity } from '../../../lib/definitions/entity.ts';
import { pipe } from '../../../lib/definitions/pipe.ts';
import { sql } from '../../../lib/definitions/sql.ts';
import { stage } from '../../../lib/definitions/stage.ts';
import { type Project, projectOf } from '../../../lib/host/project.ts';
import type { ProjectSettings } from '../../../lib/host/projectSettings.ts';

const orders = entity('bronze.orders', { keys: ['id'] });
const stores = entity('bronze.stores', { keys: ['store'] });
const large = entity('silver.large', { keys: ['id'] });
const placed = entity('silver.placed', { keys: ['id'] });
const revenue = entity('gold.revenue', { keys: ['store'] });

/** What is different each time that a store is opened. */
export interface StoreState {
  /** @default three orders */
  readonly orders?: readonly Readonly<Record<string, unknown>>[];
  /** Where the store is. @default 'Bern' */
  readonly city?: string;
  /** Whether `revenue` fails. @default false */
  readonly fails?: boolean;
  readonly settings?: ProjectSettings;
}

export const threeOrders = [
  { id: 'A-1', store: 's', amount: 12 },
  { id: 'A-2', store: 's', amount: 900 },
  { id: 'A-3', store: 't', amount: 1250 },
];

/**
 * A store on a database, made anew as by a process of its own: `take` -> `large` -> `revenue`, and `place`, a stream
 * of orders that is joined with the stores that it captured.
 */
export function store(
  folder: string,
  { orders: rows = threeOrders, city = 'Bern', ...by }: StoreState = {},
): Project {
  const { fails = false, settings = {} } = by;
  const take = pipe('take', { output: orders, run: () => [rows] });
  const open = pipe('open', { output: stores, run: () => [[{ store: 's', city }]] });
  const select = pipe('large', {
    inputs: [orders],
    output: large,
    incremental: true,
    run: ({ bronze_orders }) => sql`select * from ${bronze_orders} where amount > 500`,
  });
  const sum = pipe('revenue', {
    inputs: [large],
    output: revenue,
    run: ({ silver_large }) =>
      fails
        ? throwError(() => new RangeError('no room left'))
        : sql`select store, sum(amount) as total from ${silver_large} group by store`,
  });
  const place = pipe('place', {
    inputs: [orders, stores],
    output: placed,
    mode: 'stream',
    run: ({ bronze_orders, bronze_stores }) =>
      sql`select o.id, s.city from ${bronze_orders} o join ${bronze_stores} s on s.store = o.store`,
  });
  const [bronze, silver] = [
    stage('bronze', { pipes: [take, open] }),
    stage('silver', { pipes: [select], after: ['bronze'] }),
  ];
  const gold = stage('gold', { pipes: ['revenue'], after: ['silver'] });
  const exports = { bronze, silver, gold, sum, place, default: { database: 'store.duckdb', ...settings } };
  return projectOf(folder, [{ file: 'rekindle.ts', exports }]);
}
