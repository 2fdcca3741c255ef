// Runs simulate/main.ts against the built package.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { transpile } from './transpile.mjs';

const folder = await transpile('simulate');
const { status } = spawnSync(process.execPath, [join(folder, 'main.js'), ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
