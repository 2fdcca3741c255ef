// Builds dist/esm and dist/cjs with the compiler, unless the sources are those it was built from.
// ECMAScript modules are put together into few files: loading a thousand takes longer than most programs run.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build as bundle } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Builds the formats that are asked for; `onStart` is called first where there is something to be done. */
export async function build({ formats = ['esm', 'cjs'], onStart = () => undefined } = {}) {
  const sources = fingerprint();
  const stampOf = (format) => join(root, 'dist', `.${format}-sources`);
  const isFresh = (format) =>
    existsSync(stampOf(format)) && readFileSync(stampOf(format), 'utf8') === sources;
  const stale = formats.filter((format) => !isFresh(format));
  if (stale.length > 0) onStart();
  for (const format of stale) rmSync(join(root, 'dist', format), { recursive: true, force: true });
  await Promise.all([...stale.map(compile), ...(stale.includes('esm') ? [together()] : [])]);
  if (stale.includes('cjs'))
    writeFileSync(join(root, 'dist/cjs/package.json'), '{ "type": "commonjs", "sideEffects": false }\n');
  for (const format of stale) writeFileSync(stampOf(format), sources);
}

function fingerprint() {
  const hash = createHash('sha256');
  for (const file of [
    'package-lock.json',
    'tsconfig.json',
    '.ci/build.mjs',
    '.ci/tsconfig.esm.json',
    '.ci/tsconfig.cjs.json',
  ]) {
    hash.update(readFileSync(join(root, file)));
  }
  for (const folder of ['lib', 'operators']) {
    for (const file of readdirSync(join(root, folder), { recursive: true }).sort()) {
      if (file.endsWith('.ts')) hash.update(file).update(readFileSync(join(root, folder, file)));
    }
  }
  return hash.digest('hex');
}

function compile(format) {
  const tsc = join(root, 'node_modules/@typescript/native/bin/tsc');
  const child = spawn(process.execPath, [tsc, '-p', join(root, `.ci/tsconfig.${format}.json`)], {
    stdio: 'inherit',
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`the ${format} build failed`)),
    );
  });
}

/** The doors and the command line; what they share is in files of its own, so that it is there once. */
function together() {
  const doors = [
    'lib/index',
    'operators/index',
    'lib/testing/index',
    'lib/data/duckdb/index',
    'lib/shell/main',
  ];
  return bundle({
    entryPoints: doors.map((door) => join(root, `${door}.ts`)),
    outdir: join(root, 'dist/esm'),
    outbase: root,
    chunkNames: 'shared/[name]-[hash]',
    bundle: true,
    splitting: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'es2022',
    tsconfigRaw: {},
    logLevel: 'warning',
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await build();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
