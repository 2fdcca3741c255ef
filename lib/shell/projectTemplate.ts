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
    'package.json': `${JSON.stringify(packageJson(name, version), undefined, 2)}\n`,
    'tsconfig.json': `${JSON.stringify(tsconfig, undefined, 2)}\n`,
    'README.md': readme(name),
  };
}

const PROJECT = `import { entity, pipe } from 'rekindle';
import { largeOrders } from './largeOrders.ts';

export const orders = entity('bronze.orders', { keys: ['id'] });
export const large = entity('silver.large_orders', { keys: ['id'] });

export const ingest = pipe('ingest', {
  output: orders,
  run: () => [
    [
      { id: 'A-1', customer: 'Ann', amount: 12.5 },
      { id: 'A-2', customer: 'Bob', amount: 900 },
      { id: 'A-3', customer: 'Ann', amount: 1250 },
    ],
  ],
});

export const selectLarge = pipe('select_large', {
  inputs: [orders],
  output: large,
  run: ({ bronze_orders }) => bronze_orders.rows().pipe(largeOrders(500)),
});

/** What the project says of itself. */
export default { name: 'NAME' };
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
  dependencies: { rekindle: `^${version}`, rxjs: '^7.8.0' },
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

    npx rekindle plan                             # what would run, in which order
    npx rekindle run                              # run it
    npx rekindle show silver.large_orders --run   # see the rows
    npm test                                      # the marble test

Tables and pipes are in \`rekindle.ts\`. Rows are kept in memory until the settings there name an engine.
`;
