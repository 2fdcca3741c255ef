import { execFile } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

const root = resolve(__dirname, '..');
const project = mkdtempSync(join(tmpdir(), 'rekindle-package-'));

const run = (command: string, args: readonly string[], cwd = project) =>
  new Promise<string>((fulfil, reject) => {
    const options = { cwd, env: { ...process.env, NODE_OPTIONS: '' }, maxBuffer: 2 ** 26 };
    execFile(command, [...args], options, (error, stdout, stderr) => {
      if (error) reject(new Error(`${command} ${args.join(' ')}\n${stdout}\n${stderr}`, { cause: error }));
      else fulfil(stdout);
    });
  });

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

/** Puts a package where a project finds it, as it is installed here. */
function link(name: string): void {
  const place = join(project, 'node_modules', name);
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(join(root, 'node_modules', name), place, 'dir');
}

/** Unpacks the package beside the packages that it asks for, and no others: what npm does, without a registry. */
async function installed(archive: string): Promise<void> {
  await run('tar', ['-xf', archive]);
  const place = join(project, 'node_modules/rekindle');
  mkdirSync(dirname(place), { recursive: true });
  renameSync(join(project, 'package'), place);
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(place, 'package.json'), 'utf8'));
  for (const name of Object.keys({ ...dependencies, ...peerDependencies })) link(name);
  mkdirSync(join(project, 'node_modules/.bin'));
  symlinkSync('../rekindle/bin/rekindle.cjs', join(project, 'node_modules/.bin/rekindle'));
}

describe('the package', () => {
  jest.setTimeout(240_000);
  let files: string[] = [];

  beforeAll(async () => {
    const [packed] = JSON.parse(
      await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', project], root),
    );
    files = packed.files.map(({ path }: { path: string }) => path);
    write('package.json', JSON.stringify({ name: 'consumer', private: true }));
    await installed(packed.filename);
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

  it('is imported by ECMAScript modules', async () => {
    write(
      'use.mjs',
      `import { Signals } from 'rekindle';\nimport { everyNth } from 'rekindle/operators';\nimport { marbles } from 'rekindle/testing';\n${use}`,
    );
    expect(await run(process.execPath, ['use.mjs'])).toBe('1 entity.registered\n');
  });

  it('is one library, whichever doors it is imported by', async () => {
    write(
      'one.mjs',
      `import { EngineError, entity } from 'rekindle';
import { duckdbEngine } from 'rekindle/duckdb';
import { engineSuite } from 'rekindle/testing';
import { lastValueFrom } from 'rxjs';
const engine = duckdbEngine(':memory:');
await lastValueFrom(engine.schema(entity('a.b'))).catch((error) => console.log(error instanceof EngineError));
await lastValueFrom(engine.close());
// A case knows the errors of the engine that it is given by their class.
const [refusing] = engineSuite().filter(({ name }) => name.startsWith('read: makes a frame of an absent table'));
await refusing.run(() => duckdbEngine(':memory:'));
`,
    );
    expect(await run(process.execPath, ['one.mjs'])).toBe('true\n');
  });

  it('is required by CommonJS', async () => {
    write(
      'use.cjs',
      `const { Signals } = require('rekindle');\nconst { everyNth } = require('rekindle/operators');\nconst { marbles } = require('rekindle/testing');\n${use}`,
    );
    expect(await run(process.execPath, ['use.cjs'])).toBe('1 entity.registered\n');
  });

  it('does without the embedded engine where that is not asked for', async () => {
    const engine = join(project, 'node_modules/@duckdb');
    renameSync(engine, `${engine}-away`);
    write('without.mjs', "import { Signals } from 'rekindle';\nconsole.log(typeof Signals);\n");
    try {
      expect(await run(process.execPath, ['without.mjs'])).toBe('function\n');
      expect(await run(join(project, 'node_modules/.bin/rekindle'), ['--help'])).toMatch(/^rekindle: /);
    } finally {
      renameSync(`${engine}-away`, engine);
    }
  });

  it('has types in both worlds', async () => {
    const imports = `import { Signals } from 'rekindle';\nimport { everyNth } from 'rekindle/operators';\nimport { marbles } from 'rekindle/testing';\n`;
    const programs = ['typed.mts', 'typed.cts'];
    for (const program of programs) write(program, imports + typed);
    const tsc = join(root, 'node_modules/@typescript/native/bin/tsc');
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--types', ''];
    expect(await run(process.execPath, [tsc, ...options, ...programs])).toBe('');
  });

  it('has a command line that makes a project, runs it, and runs its test', async () => {
    const rekindle = join(project, 'node_modules/.bin/rekindle');
    expect(await run(rekindle, ['--version'])).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(await run(rekindle, ['init', 'shop'])).toContain('cd shop');
    const shop = join(project, 'shop');
    expect(await run(rekindle, ['ingest', '-q'], shop)).toBe('');
    expect(await run(rekindle, ['run'], shop)).toMatch(/succeeded after .*: 2 succeeded\n$/);
    expect(await run('npm', ['test'], shop)).toMatch(/pass 1\n/);
  });
});
