// Runs every example against the built package, one after the other.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { transpile } from './transpile.mjs';

const folder = await transpile('examples');
for (const file of readdirSync(folder).sort()) {
  console.log(`\n— examples/${file.replace(/\.js$/, '.ts')}`);
  const { status } = spawnSync(process.execPath, [join(folder, file)], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
