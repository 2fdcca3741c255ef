/** What a new project is called, and what it is made with. */
export interface ProjectTemplateOptions {
  readonly name: string;
  /** The version of the package that makes it. */
  readonly version: string;
}

/** The files of a new project: small enough to be read, and whole enough to run. */
export function projectTemplate({
  name,
  version,
}: ProjectTemplateOptions): Readonly<Record<string, string>> {
  return {
    'rekindle.ts': PROJECT.replace('NAME', name),
    'largeOrders.ts': OPERATOR,
    'largeOrders.test.ts': TEST,
    'landing/orders_2026-03-01.csv': ORDERS,
    'landing/orders_2026-03-02.csv': MORE_ORDERS,
    'package.json': `${JSON.stringify(packageJson(name, version), undefined, 2)}\n`,
    'tsconfig.json': `${JSON.stringify(tsconfig, undefined, 2)}\n`,
    '.gitignore': 'node_modules\n*.duckdb*\n',
    'README.md': readme(name),
  };
}

const PROJECT = `import { entity, expects, ingestion, pipe, sql } from 'rekindle';
import { largeOrders } from './largeOrders.ts';

export const orders = entity('bronze.orders', {
  keys: ['id'],
  schema: { id: 'varchar', customer: 'varchar', amount: 'double', day: 'date' },
});

/** Files become rows; the day in their names becomes a column. */
export const ordersFiles = ingestion('orders_files', {
  path: 'landing',
  pattern: 'orders_{day}.csv',
  to: orders,
});

export const clean = entity('silver.orders', {
  keys: ['id'],
  checks: [expects.rowCount({ min: 1 }), expects.range('amount', { min: 0 }), expects.notNull('customer')],
});

/** SQL, on what is new since the last run. */
export const cleanOrders = pipe('clean_orders', {
  inputs: [orders],
  output: clean,
  incremental: true,
  run: ({ bronze_orders }) => sql\`
    select id, trim(customer) as customer, amount, day
    from \${bronze_orders}
    where amount is not null
  \`,
});

export const large = entity('gold.large_orders', { keys: ['id'] });

/** TypeScript, with any operator of RxJS. */
export const selectLarge = pipe('select_large', {
  inputs: [clean],
  output: large,
  incremental: true,
  run: ({ silver_orders }) => silver_orders.rows().pipe(largeOrders(500)),
});

/** What the project says of itself. */
export default { name: 'NAME', database: 'shop.duckdb' };
`;

const ORDERS = `id,customer,amount
A-1,Ann,12.50
A-2, Bob,900
A-3,Ann,1250
`;

const MORE_ORDERS = `id,customer,amount
A-4,Cid ,
A-5,Bob,640.25
`;

const OPERATOR = `import { filter, map, type OperatorFunction } from 'rxjs';

type Row = Readonly<Record<string, unknown>>;

/** Passes the orders of at least an amount, batch by batch; a batch without any is left out. */
export const largeOrders = (least: number): OperatorFunction<readonly Row[], readonly Row[]> => (batches) =>
  batches.pipe(
    map((orders) => orders.filter(({ amount }) => Number(amount) >= least)),
    filter((orders) => orders.length > 0),
  );
`;

const TEST = `import test from 'node:test';
import { marbles } from 'rekindle/testing';
import { largeOrders } from './largeOrders.ts';

const [small, large] = [{ amount: 12 }, { amount: 900 }];

test(
  'leaves out small orders, and batches without large ones',
  marbles(({ cold, expectObservable }) => {
    const batches = cold(' -a-b-c-|', { a: [small, large], b: [small], c: [large] });
    const expected = '     -x---x-|';

    expectObservable(batches.pipe(largeOrders(500))).toBe(expected, { x: [large] });
  }),
);
`;

const packageJson = (name: string, version: string) => ({
  name,
  private: true,
  type: 'module',
  scripts: {
    start: 'rekindle run',
    test: 'node --import rekindle/register --test largeOrders.test.ts',
    types: 'tsc',
  },
  dependencies: { '@duckdb/node-api': '1.5.6-r.1', rekindle: `^${version}`, rxjs: '^7.8.0' },
  devDependencies: { '@types/node': '^20.19.0', typescript: '^5.9.0' },
});

const tsconfig = {
  compilerOptions: {
    target: 'es2022',
    module: 'nodenext',
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    types: ['node'],
  },
};

const readme = (name: string) => `# ${name}

Data pipelines made with [Rekindle](https://www.npmjs.com/package/rekindle). TypeScript is loaded as it is.

    npx rekindle ingest                 # 2 files with 5 rows
    npx rekindle run                    # 2 succeeded
    npx rekindle show gold.large_orders # A-2, A-3 and A-5
    npx rekindle run                    # 2 skipped: there is nothing new
    npx rekindle history                # who wrote what
    npm test                            # the marble test

Tables, files and pipes are in \`rekindle.ts\`; rows are kept in \`shop.duckdb\`. Put another file into \`landing\`.
`;
