import { wire } from './wire.ts';

//  landing.orders ──> bronze.orders ──────┬──> silver.orders ──┬──> gold.revenue ──> mart.report (writes nothing)
//                                         │                    │
//  landing.customers ─> bronze.customers ─┴──> silver.customers┴──> gold.churn
//
//  bronze.clicks (stream, stands alone)

/** A small shop: two sources become facts, a report that writes nothing, and one stream beside them. */
export const shop = wire({
  'bronze.orders': { reads: ['landing.orders'], tags: { owner: 'intake' } },
  'bronze.customers': { reads: ['landing.customers'], tags: { owner: 'intake', pii: 'true' } },
  'bronze.clicks': { mode: 'stream', tags: { pii: 'false' } },
  'silver.orders': { reads: ['bronze.orders'], mode: 'both', tags: { finance: '' } },
  'silver.customers': { reads: ['bronze.customers', 'bronze.orders'], tags: { pii: 'true' } },
  'gold.revenue': {
    reads: ['silver.orders', 'silver.customers'],
    tags: { finance: 'yes', owner: 'money' },
  },
  'gold.churn': { reads: ['silver.customers', 'silver.orders'], layer: 'science' },
  'mart.report': { reads: ['gold.revenue'], writes: null, tags: { finance: 'yes' } },
});
