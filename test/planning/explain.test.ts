import { describe, expect, it } from '@jest/globals';
import { explain } from '../../lib/planning/explain.ts';
import { select } from '../../lib/planning/select.ts';
import { shop } from './support/shop.ts';

const told = (expression: string) =>
  explain(shop, expression, (id) => (id === 'silver.orders' ? 'failed' : undefined)).map(
    ({ pipeId, selected, because }) => `${selected ? '+' : '-'} ${pipeId}: ${because}`,
  );

describe('explain', () => {
  it('tells how a pipe is related to the one that is named', () => {
    expect(told('+gold.revenue')).toEqual([
      '+ bronze.orders: an ancestor of gold.revenue (+gold.revenue)',
      '+ bronze.customers: an ancestor of gold.revenue (+gold.revenue)',
      '- bronze.clicks: matched by nothing',
      '+ silver.orders: an ancestor of gold.revenue (+gold.revenue)',
      '+ silver.customers: an ancestor of gold.revenue (+gold.revenue)',
      '+ gold.revenue: matched by gold.revenue',
      '- gold.churn: matched by nothing',
      '- mart.report: matched by nothing',
    ]);
  });

  it('tells how the pipe got in to which another is related', () => {
    expect(told('silver.*+1,!tag:finance 1+state:failed')).toEqual([
      '+ bronze.orders: an ancestor of silver.orders, matched by state:failed (1+state:failed)',
      '- bronze.customers: matched by nothing',
      '- bronze.clicks: matched by nothing',
      '+ silver.orders: matched by state:failed',
      '+ silver.customers: matched by silver.*',
      '- gold.revenue: excluded by !tag:finance, though a descendant of silver.orders, matched by silver.* (silver.*+1)',
      '+ gold.churn: a descendant of silver.orders, matched by silver.* (silver.*+1)',
      '- mart.report: matched by nothing',
    ]);
  });

  it('tells who needs a pipe that only a descendant needs', () => {
    expect(told('@silver.orders')[1]).toBe(
      '+ bronze.customers: an ancestor of gold.revenue, a descendant of silver.orders (@silver.orders)',
    );
  });

  it.each([
    ['!tag:pii', '- bronze.customers: excluded by !tag:pii'],
    ['!(tag:owner tag:finance)', '- bronze.customers: excluded by !(tag:owner tag:finance)'],
    ['!tag:finance !mode:stream', '+ bronze.customers: not excluded by !tag:finance or !mode:stream'],
    ['tag:pii,bronze.*', '+ bronze.customers: matched by tag:pii and matched by bronze.*'],
    ['tag:pii,gold.*', '- bronze.customers: matched by tag:pii, but not matched by gold.*'],
    ['gold.* bronze.* !tag:pii', '- bronze.customers: excluded by !tag:pii, though matched by bronze.*'],
  ])('tells why a list means a pipe or not: %s', (expression, expected) => {
    expect(told(expression)[1]).toBe(expected);
  });

  it.each(['+gold.revenue', '@silver.*,!tag:pii mode:stream', '!gold.*,!silver.*'])(
    'agrees with select on %s',
    (expression) => {
      const explained = explain(shop, expression).filter(({ selected }) => selected);
      expect(explained.map(({ pipeId }) => pipeId)).toEqual(select(shop, expression).pipeIds);
    },
  );
});
