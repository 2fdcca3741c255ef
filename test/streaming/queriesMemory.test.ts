import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { buildSync } from 'esbuild';

const folder = mkdtempSync(join(tmpdir(), 'queries-memory-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('has the heap back after 30,000 queries have come and gone', () => {
  const program = join(folder, 'comeAndGo.mjs');
  buildSync({
    entryPoints: [join(process.cwd(), 'test/streaming/support/comeAndGo.ts')],
    ...{ outfile: program, bundle: true, platform: 'node', format: 'esm', target: 'node20' },
  });
  const said = execFileSync(process.execPath, ['--expose-gc', program], { encoding: 'utf8' });
  const { grownBy, left } = JSON.parse(said);
  // Some thirty bytes a query; a record alone has hundreds.
  expect(grownBy).toBeLessThan(1_000_000);
  expect(left).toBe(0);
}, 120_000);
