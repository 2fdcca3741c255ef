import { entity, expects, sql } from 'rekindle';

const HOUR = 3_600_000;

// Bronze: as it came.

export const rawOrders = entity('bronze.orders', {
  schema: {
    order_id: 'string',
    customer_id: 'string',
    product_id: 'string',
    quantity: 'integer',
    ordered_at: 'timestamp',
    region: 'string',
    day: 'date',
    hour: 'integer',
  },
  maxAge: 36 * HOUR,
});

export const rawCustomers = entity('bronze.customers', {
  schema: { customer_id: 'string', name: 'string', tier: 'string', changed_at: 'timestamp' },
});

export const rawProducts = entity('bronze.products', {
  schema: { product_id: 'string', title: 'string', category: 'string', price: 'decimal(10, 2)' },
  keys: ['product_id'],
});

/** Rows of files that do not fit, with where they stood and why. */
export const rejects = entity('bronze.rejects');

// Silver: as it should have come.

export const orders = entity('silver.orders', {
  schema: {
    order_id: 'string',
    customer_id: 'string',
    product_id: 'string',
    quantity: 'integer',
    ordered_at: 'timestamp',
    region: 'string',
    day: 'date',
  },
  keys: ['order_id'],
  checks: [
    expects.unique('order_id'),
    expects.notNull(['customer_id', 'product_id', 'ordered_at']),
    expects.range('quantity', { min: 1 }),
    expects.range('quantity', { max: 50 }, { name: 'nobody orders more than 50', severity: 'warn' }),
  ],
  maxAge: 36 * HOUR,
});

/** A dimension: each state that a customer was in, with the time from which and until which. */
export const customers = entity('silver.customers', {
  schema: { customer_id: 'string', name: 'string', tier: 'string', changed_at: 'timestamp' },
  keys: ['customer_id'],
  scd2: { sequence: 'changed_at' },
  checks: [expects.acceptedValues('tier', ['basic', 'plus', 'gold'])],
});

export const products = entity('silver.products', {
  schema: { product_id: 'string', title: 'string', category: 'string', price: 'decimal(10, 2)' },
  keys: ['product_id'],
  checks: [expects.range('price', { min: 0 })],
});

// Gold: what people ask for.

export const revenue = entity('gold.revenue', {
  schema: {
    day: 'date',
    category: 'string',
    tier: 'string',
    orders: 'integer',
    revenue: 'decimal(18, 2)',
  },
  keys: ['day', 'category', 'tier'],
  checks: [
    expects.rowCount({ min: 1 }),
    expects.sql('days add up', (rows) => sql`select day from ${rows} group by day having sum(orders) = 0`),
  ],
});

/** Orders with what their customers pay, as they come. */
export const priced = entity('gold.priced_orders', {
  schema: {
    order_id: 'string',
    customer_id: 'string',
    tier: 'string',
    discount: 'integer',
    to_pay: 'decimal(18, 2)',
  },
  keys: ['order_id'],
});
