// Writes the documentation that is made from the code. `--check` only tells whether it is up to date.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from './build.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
// The format that has a file for each module.
const built = join(root, 'dist/cjs/lib');
const load = (file) => import(pathToFileURL(join(built, file)).href);

await build({ formats: ['cjs'] });
const { catalogueMarkdown } = await load('signals/catalogueMarkdown.js');
const rooms = readdirSync(built).filter((room) => existsSync(join(built, room, 'emits.js')));
const emitters = await Promise.all(rooms.map(async (room) => (await load(`${room}/emits.js`)).emits));

const page = join(root, 'docs/signals.md');
const text = catalogueMarkdown(emitters);
const current = existsSync(page) ? readFileSync(page, 'utf8') : '';

if (!process.argv.includes('--check')) writeFileSync(page, text);
else if (current !== text) {
  console.error('docs/signals.md is not what the code says: run `npm run docs`');
  process.exitCode = 1;
}
