import { ingestion } from 'rekindle';
import { rawCustomers, rawOrders, rawProducts, rejects } from './entities.ts';

/** Rows that do not fit are put aside; a file with more than 20 of them is bad as a whole. */
export const orderFiles = ingestion('orders', {
  path: 'landing',
  pattern: 'orders_{region}_{day}_{hour}.csv',
  to: rawOrders,
  after: { move: 'archive' },
  onBadRows: { atMost: 20, to: rejects },
});

export const customerFiles = ingestion('customers', {
  path: 'landing',
  pattern: 'customers_*.jsonl',
  to: rawCustomers,
  after: { move: 'archive' },
  onBadRows: { to: rejects },
});

/** One file that is written over when the catalogue changes, so it stays where it is. */
export const productFile = ingestion('products', {
  path: 'landing',
  pattern: 'products.csv',
  to: rawProducts,
});

export const ingestions = [orderFiles, customerFiles, productFile];
