// Runs every example against the built package, one after the other.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { transpile } from './transpile.mjs';

const folder = await transpile('examples', { formats: ['esm'] });
// Each statement of DuckDB holds a thread of the pool, which Node makes when it starts.
const env = { UV_THREADPOOL_SIZE: '16', ...process.env };
for (const file of readdirSync(folder)
  .filter((name) => name.endsWith('.js'))
  .sort()) {
  console.log(`\n— examples/${file.replace(/\.js$/, '.ts')}`);
  const { status } = spawnSync(process.execPath, [join(folder, file)], { env, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
