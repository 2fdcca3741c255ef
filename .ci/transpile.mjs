// Strips the types off a folder of programs, so that plain Node runs them against the built package.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { build } from './build.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));

/**
 * Builds the package and a folder's programs, all of them if none is named, and gives the folder where these are.
 * Programs are ECMAScript modules, and need no other format of the package. `whole` has each of them bring the package
 * along in one file, which starts sooner.
 */
export async function transpile(folder, { named = [], whole = false, ...options } = {}) {
  await build(options).catch(({ message }) => {
    // The compiler has said what is wrong.
    console.error(message);
    process.exit(1);
  });
  const programs =
    named.length > 0 ? named : readdirSync(join(root, folder)).filter((file) => file.endsWith('.ts'));
  const outdir = join(root, 'dist', folder);
  buildSync({
    entryPoints: programs.map((file) => join(root, folder, file)),
    outdir,
    bundle: true,
    ...(whole ? inOneFile : { packages: 'external' }),
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // Without the paths of ours, so that `rekindle` is the built package.
    tsconfigRaw: {},
    logLevel: 'warning',
    // What the built package loads for its order alone has no effects, as the package says.
    logOverride: { 'ignored-bare-import': 'silent' },
  });
  return outdir;
}

const inOneFile = {
  minifySyntax: true,
  minifyWhitespace: true,
  external: ['@duckdb/node-bindings'],
  alias: {
    rekindle: join(root, 'dist/esm/lib/index.js'),
    'rekindle/duckdb': join(root, 'dist/esm/lib/data/duckdb/index.js'),
  },
  // What is written for `require` asks for modules of Node by it.
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
};

if (process.argv[1] === fileURLToPath(import.meta.url))
  await transpile(process.argv[2], { named: process.argv.slice(3) });
