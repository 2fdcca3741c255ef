// Everything that must hold: types, formatting and lint, the build, and the tests. Ends with one line of counts.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const bin = (path) => join(root, 'node_modules', path);
const results = join(root, 'node_modules/.cache/rekindle-tests.json');
mkdirSync(dirname(results), { recursive: true });
rmSync(results, { force: true });

/** Runs a Node program, shows what it said if it failed, and tells whether it passed. */
function check(name, args, { quiet = true } = {}) {
  // Each statement of DuckDB holds a thread of the pool, and tests run many side by side.
  const env = { ...process.env, UV_THREADPOOL_SIZE: '16' };
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: quiet ? 'pipe' : 'inherit' });
  const said = [];
  child.stdout?.on('data', (chunk) => said.push(chunk));
  child.stderr?.on('data', (chunk) => said.push(chunk));
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(report(name, false, error.message)));
    child.once('close', (code) => resolve(report(name, code === 0, Buffer.concat(said).toString())));
  });
}

function report(name, passed, said) {
  if (!passed) process.stdout.write(said);
  console.log(`${passed ? 'ok' : 'FAILED'}  ${name}`);
  return passed;
}

function tests() {
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(
      readFileSync(results, 'utf8'),
    );
    return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

const checks = await Promise.all([
  check('types', [bin('@typescript/native/bin/tsc'), '-p', root]),
  check('formatting and lint', [bin('@biomejs/biome/bin/biome'), 'ci', '--error-on-warnings', '.']),
  check('build', [join(root, '.ci/build.mjs')]),
]);
const jest = [bin('jest/bin/jest.js'), '--json', `--outputFile=${results}`, ...process.argv.slice(2)];
checks.push(await check('tests', jest, { quiet: false }));

const { passed, failed } = tests();
const broken = checks.filter((ok) => !ok).length;
const others = checks.slice(0, -1);
process.exitCode = broken > 0 || failed > 0 ? 1 : 0;
console.log(
  `\n${passed + others.filter(Boolean).length} passed, ${Math.max(failed + others.filter((ok) => !ok).length, broken)} failed`,
);
