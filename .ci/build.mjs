// Builds dist/esm and dist/cjs with the compiler, unless the sources are those it was built from.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'dist/.sources');

export async function build() {
  const sources = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return;
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  await Promise.all([compile('esm'), compile('cjs')]);
  mkdirSync(join(root, 'dist/cjs'), { recursive: true });
  writeFileSync(join(root, 'dist/cjs/package.json'), '{ "type": "commonjs", "sideEffects": false }\n');
  writeFileSync(stamp, sources);
}

function fingerprint() {
  const hash = createHash('sha256');
  for (const file of [
    'package-lock.json',
    'tsconfig.json',
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

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await build();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
