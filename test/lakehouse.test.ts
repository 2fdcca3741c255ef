import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

const root = resolve(__dirname, '..');
const home = mkdtempSync(join(tmpdir(), 'rekindle-lakehouse-'));

const node = (...args: readonly string[]) => {
  const env = { ...process.env, LAKEHOUSE: home, UV_THREADPOOL_SIZE: '16', NO_COLOR: '1' };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    env,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${args.join(' ')}\n${stdout}\n${stderr}`);
  return { stdout, stderr };
};

/** A day in the shop, without how long things took. */
function day(): string {
  const { stdout, stderr } = node(join(root, 'dist/examples/lakehouse/start.js'));
  expect(stderr).toBe('');
  return (
    stdout
      .replaceAll(home, '.lakehouse')
      .replace(/^( {2}(?:customers|orders|products) .*\d) +[\d,]+$/gm, '$1')
      .replace(/^( {2}\w+ +succeeded.*\d) +[\d,]+$/gm, '$1')
      .replace(/ +ms$/gm, '')
      // How many transactions files take depends on how a batch with a bad one is divided.
      .replace(/^( +bronze\.(?:orders|rejects) +[\d,]+ +)\d+(?= )/gm, '$1…')
      .replace(/customers, orders$/gm, 'orders, customers')
      .replace(/[\d.]+ s\b/g, '… s')
  );
}

/** What is told under a heading. */
const section = (story: string, heading: string) =>
  story
    .split('\n\n')
    .find((part) => part.startsWith(heading))
    ?.trimEnd()
    .split('\n')
    .slice(1);

jest.setTimeout(180_000);

describe('the lakehouse', () => {
  let first = '';
  let second = '';

  beforeAll(() => {
    node(join(root, '.ci/transpile.mjs'), 'examples/lakehouse', 'start.ts');
    first = day();
    second = day();
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it('takes files in, and says what is wrong with some', () => {
    expect(section(first, 'Morning')).toEqual([
      '  files of   new  known  bad   rows  rejected',
      '  customers    1      0    0    500         1',
      '  orders       3      0    1  5,991         9',
      '  products     1      0    0     60         0',
      '  rejected  orders_eu_2024-03-01_08.csv:302 quantity: expected a whole number, got "many"',
      '  rejected  orders_eu_2024-03-01_08.csv:1102 ordered_at: expected a time such as 2024-12-31T23:59:59Z, got "yesterday"',
      '  rejected  orders_eu_2024-03-01_08.csv:1502: expected 5 fields, got 3',
      '  bad file  orders_latam_2024-03-01_08.csv:837: expected the end of a quoted field, got the end of the file',
      '            moved to .lakehouse/_quarantine/orders/orders_latam_2024-03-01_08.csv',
    ]);
  });

  it('makes tables of them, layer by layer', () => {
    expect(section(first, 'Pipes make')).toEqual([
      '  pipe             ended       rows  inserted  updated  version',
      '  clean_orders     succeeded  5,991     5,991        0        1',
      '  clean_customers  succeeded    500       500        0        1',
      '  clean_products   succeeded     60        60        0        1',
      '  sum_revenue      succeeded     12        12        0        1',
      '  warn  silver.orders: "nobody orders more than 50" does not hold for 3 of 5991 rows',
      '  7 of 8 checks passed',
    ]);
    expect(section(first, 'What there is now')).toEqual([
      '  layer   table                rows  version  inserted  updated  written by',
      '  bronze  bronze.customers      501        2       501        0  customers',
      '          bronze.orders       5,999        …     5,999        0  orders',
      '          bronze.products        60        1        60        0  products',
      '          bronze.rejects         10        …        10        0  orders, customers',
      '  silver  silver.customers      501        2       501        1  clean_customers',
      '          silver.orders       5,996        2     5,996        3  clean_orders',
      '          silver.products        60        1        60        0  clean_products',
      '  gold    gold.priced_orders  5,996        4     5,996        3  price_orders',
      '          gold.revenue           12        2        12        7  sum_revenue',
      '  fresh    silver.orders was written … s ago (at most 36 h)',
      '  fresh    bronze.orders was written … s ago (at most 36 h)',
      '  lineage  12 rows of gold.revenue are made by sum_revenue of shop 1.0.0',
      '  all of it took … s',
    ]);
  });

  it('restarts the stream when its dimension changes, which prices later orders otherwise', () => {
    expect(section(first, 'A stream prices')).toEqual([
      '  start 1 of the stream; 5991 orders in 3 batches',
      '  orders of C-0042: 14 as basic (less 0 %)',
    ]);
    expect(section(first, 'Evening')).toEqual([
      '  silver.customers has other data: version 1 -> 2',
      '  preview: restart price_orders',
      '  outcome: price_orders restarted, after … s',
      '  start 2 of the stream; 5999 orders in 4 batches',
      '  orders of C-0042: 14 as basic (less 0 %), 5 as gold (less 10 %)',
    ]);
  });

  it('does on the next day what is new, and no more', () => {
    expect(second.split('\n')[0]).toBe('A day in the shop: 2024-03-02, in .lakehouse/shop.duckdb');
    expect(section(second, 'Morning')?.slice(0, 4)).toEqual([
      '  files of   new  known  bad   rows  rejected',
      '  customers    1      0    0     12         1',
      '  orders       3      0    1  5,991         9',
      '  products     0      1    0      0         0',
    ]);
    expect(section(second, 'Pipes make')?.slice(0, 5)).toEqual([
      '  pipe             ended               rows  inserted  updated  version',
      '  clean_orders     succeeded          5,991     5,991        0        3',
      '  clean_customers  succeeded             12         6        6        3',
      '  clean_products   skipped (no_data)',
      '  sum_revenue      succeeded             24        12        0        3',
    ]);
    expect(section(second, 'What there is now')?.slice(0, 10)).toEqual([
      '  layer   table                 rows  version  inserted  updated  written by',
      '  bronze  bronze.customers       514        4        13        0  customers',
      '          bronze.orders       11,998        …     5,999        0  orders',
      '          bronze.products         60        1         0        0',
      '          bronze.rejects          20        …        10        0  orders, customers',
      '  silver  silver.customers       508        4         7        7  clean_customers',
      '          silver.orders       11,992        4     5,996        3  clean_orders',
      '          silver.products         60        1         0        0',
      '  gold    gold.priced_orders  11,992        8     5,996        3  price_orders',
      '          gold.revenue            24        4        12        4  sum_revenue',
    ]);
  });

  it('skips at once what has nothing new', () => {
    const skipped = '  3 of 4 pipes skipped: clean_orders, clean_customers, clean_products';
    expect(section(first, 'Once more')).toEqual([
      skipped,
      '  sum_revenue gave 12 rows: 0 inserted, 7 updated',
    ]);
    expect(section(second, 'Once more')).toEqual([
      skipped,
      '  sum_revenue gave 24 rows: 0 inserted, 4 updated',
    ]);
  });

  it('leaves files where they belong', () => {
    const there = (folder: string) => readdirSync(join(home, folder)).sort();
    expect(there('landing')).toEqual(['products.csv']);
    expect(there('archive').filter((file) => file.includes('2024-03-02'))).toEqual([
      ...[
        'customers_2024-03-02_07.jsonl',
        'customers_2024-03-02_18.jsonl',
        'orders_apac_2024-03-02_08.csv',
      ],
      ...['orders_eu_2024-03-02_08.csv', 'orders_eu_2024-03-02_20.csv', 'orders_us_2024-03-02_08.csv'],
    ]);
    const reason = join(home, '_quarantine/orders/orders_latam_2024-03-01_08.csv.reason.json');
    expect(JSON.parse(readFileSync(reason, 'utf8'))).toMatchObject({ line: 837 });
  });

  it('says no more than fits, and no command that is not there', () => {
    expect(first.trimEnd().split('\n').length).toBeLessThanOrEqual(60);
    const commands = [...first.matchAll(/npx rekindle (.*?) {2,}/g)].map(([, words = '']) => words);
    expect(commands.length).toBeGreaterThan(2);
    for (const words of commands) expect(node('bin/rekindle.cjs', ...words.split(' ')).stdout).not.toBe('');
  });

  it('is a project of the command line', () => {
    expect(existsSync(join(home, 'shop.duckdb'))).toBe(true);
    const { stdout: told } = node('bin/rekindle.cjs', 'run', '-p', 'examples/lakehouse');
    expect(told).toMatch(/skipped +clean_orders +there is nothing new/);
    expect(told).toMatch(/succeeded after .*: 1 succeeded, 3 skipped/);
  });
});
