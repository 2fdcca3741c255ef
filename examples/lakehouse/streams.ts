import { pipe, sql } from 'rekindle';
import { customers, orders, priced, products } from './entities.ts';

/** What customers pay, as orders come: less the discount of the tier that they have. */
export const priceOrders = pipe('price_orders', {
  inputs: [orders, customers, products],
  output: priced,
  mode: 'stream',
  run: ({ silver_orders, silver_customers, silver_products }) => sql`
    with tiers as (
      select customer_id, tier, case tier when 'gold' then 10 when 'plus' then 5 else 0 end as discount
      from ${silver_customers} where is_current
    )
    select o.order_id, o.customer_id, t.tier, t.discount,
      (o.quantity * p.price * (100 - t.discount) / 100)::decimal(18, 2) as to_pay
    from ${silver_orders} o join tiers t using (customer_id) join ${silver_products} p using (product_id)`,
});

/** Products are looked up in each batch; customers are captured when the query starts, which restarts renew. */
export const reads = { 'silver.customers': 'capturedAtStart' } as const;
