// Runs the lakehouse in examples/ against the built package: a day in a small shop, another one each time.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { transpile } from './transpile.mjs';

const folder = await transpile('examples/lakehouse', {
  named: ['start.ts'],
  formats: ['esm'],
  onStart: () => console.log('building the package …'),
});
// Each statement of DuckDB holds a thread of the pool, which Node makes when it starts.
const env = { UV_THREADPOOL_SIZE: '16', ...process.env };
const { status } = spawnSync(process.execPath, [join(folder, 'start.js'), ...process.argv.slice(2)], {
  env,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
