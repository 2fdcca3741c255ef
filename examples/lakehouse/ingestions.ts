import { ingestion } from 'rekindle';
import { rawCustomers, rawOrders, rawProducts } from './entities.ts';

/** Rows that do not fit go to `bronze.orders__rejects`; a file with more than 20 of them is bad as a whole. */
export const orderFiles = ingestion('orders', {
  path: 'landing',
  pattern: 'orders_{region}_{day}_{hour}.csv',
  to: rawOrders,
  after: { move: 'archive' },
  onBadRows: { atMost: 20 },
});

export const customerFiles = ingestion('customers', {
  path: 'landing',
  pattern: 'customers_*.jsonl',
  to: rawCustomers,
  after: { move: 'archive' },
  onBadRows: 'reject',
});

/** One file that is written over when the catalogue changes, so it stays where it is. */
export const productFile = ingestion('products', {
  path: 'landing',
  pattern: 'products.csv',
  to: rawProducts,
});

export const ingestions = [orderFiles, customerFiles, productFile];
