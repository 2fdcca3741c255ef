import { entity, expects } from 'rekindle';

const order = { id: 'integer', region: 'varchar', amount: 'integer', at: 'integer' } as const;

/** What is fed. */
export const fedOrders = entity('src.orders', { schema: order, keys: ['id'] });
export const fedEvents = entity('src.events', {
  schema: { id: 'integer', kind: 'varchar', at: 'integer' },
});

/** What pipes make of it. */
export const events = entity('bronze.events', {
  schema: { id: 'integer', kind: 'varchar', at: 'integer' },
});
export const orders = entity('silver.orders', {
  schema: order,
  keys: ['id'],
  checks: [
    expects.notNull(['id', 'region']),
    expects.unique('id'),
    expects.range('amount', { min: 0 }),
    expects.acceptedValues('region', ['north', 'east', 'south', 'west']),
  ],
});
export const states = entity('silver.states', {
  schema: order,
  keys: ['id'],
  scd2: { sequence: 'at', validFrom: 'valid_from', validTo: 'valid_to', isCurrent: 'is_current' },
});
export const totals = entity('gold.totals', {
  schema: { region: 'varchar', orders: 'integer', amount: 'integer' },
});
export const regions = entity('gold.regions', { schema: order, partitions: ['region'] });
