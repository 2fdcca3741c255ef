import { entity, ingestion } from 'rekindle';
import { LANDING, REJECTS_AT_MOST } from './deliveries.ts';

export const orders = entity('bronze.orders', {
  schema: { id: 'integer', amount: 'integer', file: 'varchar' },
});
export const rejects = entity('bronze.orders__rejects');
export const users = entity('bronze.users', { schema: { id: 'integer', name: 'varchar' }, keys: ['id'] });

/** Files whose rows are appended, and that are moved; and files whose rows are merged, and that are removed. */
export const ingestions = [
  ingestion('orders', {
    path: `${LANDING}/orders`,
    pattern: '*.csv',
    to: orders,
    columns: { id: 'integer', amount: 'integer' },
    fileColumn: 'file',
    after: { move: 'archive/orders' },
    onBadRows: { atMost: REJECTS_AT_MOST, to: rejects },
    batchFiles: 3,
  }),
  ingestion('users', {
    path: `${LANDING}/users`,
    pattern: '*.jsonl',
    to: users,
    after: 'delete',
    batchFiles: 4,
  }),
] as const;
