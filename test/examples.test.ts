import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';

const root = resolve(__dirname, '..');
const examples = readdirSync(join(root, 'examples')).filter((file) => file.endsWith('.ts'));

/** The lines after `// prints:` at the end of an example. */
function promised(file: string): string {
  const [, lines] = readFileSync(join(root, 'examples', file), 'utf8').split('\n// prints:\n');
  if (lines === undefined) throw new Error(`expected examples/${file} to end with what it prints`);
  return lines.replace(/^\/\/ ?/gm, '').trimEnd();
}

describe('examples', () => {
  beforeAll(() => {
    const { status, stderr } = spawnSync(process.execPath, [join(root, '.ci/transpile.mjs'), 'examples'], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
  });

  it('are there', () => {
    expect(examples.length).toBeGreaterThan(0);
  });

  it('are all in the README, whose own prints what it says', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    expect(examples.filter((file) => !readme.includes(`](examples/${file})`))).toEqual([]);
    const [, code = '', output = ''] = /```ts\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/.exec(readme) ?? [];
    expect(code.trim().split('\n').length).toBeLessThanOrEqual(16);
    const program = join(root, 'dist/examples/readme.mjs');
    writeFileSync(program, code);
    const { stdout, stderr } = spawnSync(process.execPath, [program], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout).toBe(output);
  });

  it.each(examples)('%s prints what it says', (file) => {
    const program = join(root, 'dist/examples', file.replace('.ts', '.js'));
    const env = { ...process.env, UV_THREADPOOL_SIZE: '16' };
    const { stdout, stderr } = spawnSync(process.execPath, [program], { encoding: 'utf8', env });
    expect(stderr).toBe('');
    expect(stdout.trimEnd()).toBe(promised(file));
  });
});
