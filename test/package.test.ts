import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

const root = resolve(__dirname, '..');
const project = mkdtempSync(join(tmpdir(), 'rekindle-package-'));

const run = (command: string, args: readonly string[], cwd = project) => {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}\n${stdout}\n${stderr}`);
  return stdout;
};

const write = (file: string, text: string) => writeFileSync(join(project, file), text);

const use = `
const signals = new Signals({ ids: (name) => name });
signals.of('entity.*').subscribe(({ name, sequence }) => console.log(sequence + ' ' + name));
signals.emit('entity.registered', { entityId: 'a', entityName: 'a' });
marbles(({ cold, expectObservable }) => expectObservable(cold('abcd|').pipe(everyNth(2))).toBe('a-c-|'))();
`;

const typed = `
declare module 'rekindle' {
  interface KnownSignals {
    'shop.order_seen': { readonly orderId: string };
  }
}
const signals = new Signals();
signals.of('shop.*').subscribe(({ payload }) => payload.orderId.toUpperCase());
signals.of('datapipes.after_pipe').pipe(everyNth(2)).subscribe(({ payload }) => payload.rowsProcessed.toFixed());
// @ts-expect-error there is no such signal
signals.of('datapipes.after_pip');
// @ts-expect-error the payload is another one
signals.emit('shop.order_seen', { orderId: 1 });
export const test: () => void = marbles(({ cold, expectObservable }) => expectObservable(cold('a|')).toBe('a|'));
`;

describe('the package', () => {
  jest.setTimeout(240_000);
  let files: string[] = [];

  beforeAll(() => {
    const [packed] = JSON.parse(
      run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', project], root),
    );
    files = packed.files.map(({ path }: { path: string }) => path);
    write('package.json', JSON.stringify({ name: 'consumer', private: true }));
    run('npm', [
      'install',
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
      `./${packed.filename}`,
      'rxjs@7.8.2',
    ]);
    // The embedded engine as this repository has it: it is large, and optional.
    symlinkSync(join(root, 'node_modules/@duckdb'), join(project, 'node_modules/@duckdb'), 'dir');
  });

  afterAll(() => rmSync(project, { recursive: true, force: true }));

  it('holds what users need, and nothing else', () => {
    const kinds = new Set(files.map((file) => file.replace(/^(dist\/(?:esm|cjs)|docs)\/.*/, '$1')));
    expect([...kinds].sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'bin/register.mjs',
      'bin/rekindle.cjs',
      'dist/cjs',
      'dist/esm',
      'docs',
      'package.json',
    ]);
  });

  it('is imported by ECMAScript modules', () => {
    write(
      'use.mjs',
      `import { Signals } from 'rekindle';\nimport { everyNth } from 'rekindle/operators';\nimport { marbles } from 'rekindle/testing';\n${use}`,
    );
    expect(run(process.execPath, ['use.mjs'])).toBe('1 entity.registered\n');
  });

  it('is required by CommonJS', () => {
    write(
      'use.cjs',
      `const { Signals } = require('rekindle');\nconst { everyNth } = require('rekindle/operators');\nconst { marbles } = require('rekindle/testing');\n${use}`,
    );
    expect(run(process.execPath, ['use.cjs'])).toBe('1 entity.registered\n');
  });

  it.each(['mts', 'cts'])('has types in both worlds (.%s)', (extension) => {
    const imports = `import { Signals } from 'rekindle';\nimport { everyNth } from 'rekindle/operators';\nimport { marbles } from 'rekindle/testing';\n`;
    write(`typed.${extension}`, imports + typed);
    const tsc = join(root, 'node_modules/@typescript/native/bin/tsc');
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--types', ''];
    expect(run(process.execPath, [tsc, ...options, `typed.${extension}`])).toBe('');
  });

  it('has a command line that makes a project, runs it, and runs its test', () => {
    const rekindle = join(project, 'node_modules/.bin/rekindle');
    expect(run(rekindle, ['--version'])).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(run(rekindle, ['init', 'shop'])).toContain('cd shop');
    const shop = join(project, 'shop');
    expect(run(rekindle, ['ingest', '-q'], shop)).toBe('');
    expect(run(rekindle, ['run'], shop)).toMatch(/succeeded after .*: 2 succeeded\n$/);
    expect(run('npm', ['test'], shop)).toMatch(/pass 1\n/);
  });
});
