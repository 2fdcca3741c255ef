// Strips the types off a folder of programs, so that plain Node runs them against the built package.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { build } from './build.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));

/**
 * Builds the package and a folder's programs, all of them if none is named, and gives the folder where these are.
 * Programs are ECMAScript modules, and need no other format of the package.
 */
export async function transpile(folder, named = [], options = {}) {
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
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // Without the paths of ours, so that `rekindle` is the built package.
    tsconfigRaw: {},
    logLevel: 'warning',
  });
  return outdir;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await transpile(process.argv[2], process.argv.slice(3));
