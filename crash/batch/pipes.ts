import { type Pipe, pipe, sql } from 'rekindle';
import { map } from 'rxjs';
import { events, fedEvents, fedOrders, orders, regions, states, totals } from './tables.ts';

/** One pipe for each way to read and to write. */
export const pipes: readonly Pipe[] = [
  pipe('append', {
    inputs: [fedEvents],
    output: events,
    incremental: true,
    run: ({ src_events }) => src_events.rows(),
  }),
  pipe('merge', {
    inputs: [fedOrders],
    output: orders,
    incremental: 'changes',
    run: ({ src_orders }) => sql`
      select * exclude (_version) from ${src_orders}
      qualify row_number() over (partition by id order by _version desc) = 1`,
  }),
  pipe('keep', {
    inputs: [fedOrders],
    output: states,
    incremental: 'changes',
    run: ({ src_orders }) => sql`
      select id, region, amount, "at" from ${src_orders} where _change <> 'delete'`,
  }),
  pipe('total', {
    inputs: [orders],
    output: totals,
    write: 'overwrite',
    run: ({ silver_orders }) => sql`
      select region, count(*)::integer as orders, sum(amount)::integer as amount
      from ${silver_orders} group by region`,
  }),
  pipe('divide', {
    inputs: [orders],
    output: regions,
    write: 'replace',
    run: ({ silver_orders }) =>
      silver_orders
        .rows()
        .pipe(map((rows) => rows.map(({ id, region, amount, at }) => ({ id, region, amount, at })))),
  }),
] as readonly Pipe[];
