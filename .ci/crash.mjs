// Runs crash/main.ts against the built package.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { transpile } from './transpile.mjs';

// In one file each, as processes are started by the hundred.
const folder = await transpile('crash', { whole: true });
const { status } = spawnSync(process.execPath, [join(folder, 'main.js'), ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, UV_THREADPOOL_SIZE: '16' },
});
process.exitCode = status ?? 1;
