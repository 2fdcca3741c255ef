import { pipe, sql } from 'rekindle';
import { map } from 'rxjs';
import { customers, orders, products, rawCustomers, rawOrders, rawProducts, revenue } from './entities.ts';

/** An order may come again with a correction; of what is new, the last word on each counts. */
export const cleanOrders = pipe('clean_orders', {
  inputs: [rawOrders],
  output: orders,
  incremental: true,
  run: ({ bronze_orders }) => sql`
    select order_id, customer_id, product_id, quantity, ordered_at, region, day
    from ${bronze_orders}
    where quantity > 0
    qualify row_number() over (partition by order_id order by day desc, hour desc) = 1`,
});

/** In TypeScript: batches of rows, with any RxJS operator. */
export const cleanCustomers = pipe('clean_customers', {
  inputs: [rawCustomers],
  output: customers,
  incremental: true,
  run: ({ bronze_customers }) =>
    bronze_customers
      .rows()
      .pipe(map((rows) => rows.map((row) => ({ ...row, name: tidy(row.name), tier: tierOf(row.tier) })))),
});

export const cleanProducts = pipe('clean_products', {
  inputs: [rawProducts],
  output: products,
  incremental: true,
  run: ({ bronze_products }) => sql`
    select product_id, trim(title) as title, lower(category) as category, price from ${bronze_products}`,
});

/** Each order counts for the tier that its customer had when it was placed. */
export const sumRevenue = pipe('sum_revenue', {
  inputs: [orders, products, customers],
  output: revenue,
  run: ({ silver_orders, silver_products, silver_customers }) => sql`
    select o.day, p.category, c.tier, count(*) as orders,
      sum(o.quantity * p.price)::decimal(18, 2) as revenue
    from ${silver_orders} o
    join ${silver_products} p using (product_id)
    join ${silver_customers} c on c.customer_id = o.customer_id
      and o.ordered_at >= c.valid_from and (c.valid_to is null or o.ordered_at < c.valid_to)
    group by all`,
});

export const pipes = [cleanOrders, cleanCustomers, cleanProducts, sumRevenue];

const tidy = (name: unknown) => String(name).trim().replace(/\s+/g, ' ');

const tierOf = (tier: unknown) =>
  tier === undefined || tier === null ? 'basic' : String(tier).toLowerCase();
