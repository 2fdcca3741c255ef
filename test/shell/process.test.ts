import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { text } from '../support/text.ts';

const root = resolve(__dirname, '../..');
const bin = join(root, 'bin/rekindle.cjs');
let folder = '';

const write = (file: string, ...lines: readonly string[]): void => {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text(...lines));
};

const env = { ...process.env, NODE_OPTIONS: '', CI: '' };

/** Runs the command line to its end. */
function rekindle(...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...words], {
    ...{ cwd: folder, encoding: 'utf8', env },
  });
  return { code: status, out: stdout.trimEnd(), err: stderr.trimEnd() };
}

/** A project of one pipe that runs until it is told to end, and then takes its time. */
const endless = (cleanUpMs: number) => [
  "import { entity, pipe } from 'rekindle';",
  "export const slow = pipe('slow', {",
  "  output: entity('t.slow'),",
  '  run: (_, { signal }) =>',
  '    new Promise<never>((_, reject) => {',
  '      const alive = setInterval(() => undefined, 1_000);',
  "      signal.addEventListener('abort', () => console.log('it is told to end'));",
  "      signal.addEventListener('abort', () => setTimeout(() => {",
  '        clearInterval(alive);',
  "        reject(new Error('told to end'));",
  `      }, ${cleanUpMs}));`,
  '    }),',
  '});',
];

/** Starts the command line; what it says can be waited for. */
function started(...words: readonly string[]) {
  const child: ChildProcess = spawn(process.execPath, [bin, ...words], { cwd: folder, env });
  let out = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  const exit = once(child, 'exit');
  const until = (said: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => out.includes(said) && resolve();
      child.stdout?.on('data', look);
      void exit.then(() => reject(new Error(`expected "${said}", got ${out}`)));
      look();
    });
  const code = async (): Promise<unknown> => (await exit)[0];
  return { child, code, until, out: () => out };
}

describe('the process', () => {
  jest.setTimeout(120_000);

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rekindle-shell-'));
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(root, join(folder, 'node_modules/rekindle'), 'dir');
    symlinkSync(join(root, 'node_modules/rxjs'), join(folder, 'node_modules/rxjs'), 'dir');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('makes a project that runs, with a test that passes', () => {
    expect(rekindle('init', 'shop')).toMatchObject({ code: 0, out: expect.stringContaining('cd shop') });
    expect(readdirSync(join(folder, 'shop')).sort()).toEqual([
      'README.md',
      'largeOrders.test.ts',
      'largeOrders.ts',
      'package.json',
      'rekindle.ts',
      'tsconfig.json',
    ]);
    const { code, out } = rekindle('run', '-p', 'shop');
    expect([code, out]).toEqual([0, expect.stringMatching(/succeeded after .*: 2 succeeded$/)]);
    const test = spawnSync(
      process.execPath,
      ['--import', 'rekindle/register', '--test', 'largeOrders.test.ts'],
      { cwd: join(folder, 'shop'), encoding: 'utf8', env },
    );
    expect(test.stdout).toMatch(/pass 1\n/);
    expect(test.status).toBe(0);
    expect(rekindle('init', 'shop')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^rekindle: expected .*shop without rekindle\.ts, .* written over$/),
    });
  });

  it('loads every kind of file, with and without extensions, on one instance of what it is made of', () => {
    write('kinds/package.json', '{ "type": "module" }');
    write('kinds/a.ts', "import { entity } from 'rekindle';", "export const a = entity('t.a');");
    write(
      'kinds/b.mts',
      "import { entity } from 'rekindle';",
      "export const b = entity('t.b' satisfies string);",
    );
    write(
      'kinds/c.cts',
      "import { entity } from 'rekindle';",
      "const { sep } = require('node:path');",
      'enum Kind { One }',
      "exports.c = entity('t.c', { tags: { sep, kind: Kind[0] } });",
    );
    write(
      'kinds/d.cjs',
      "const { entity } = require('rekindle');",
      "module.exports = { d: entity('t.d') };",
    );
    write('kinds/nested/e.js', "import { entity } from 'rekindle';", "export const e = entity('t.e');");
    write(
      'kinds/nested/rows.ts',
      "import { defer, of } from 'rxjs';",
      'export const rows = () => defer(() => of([{ id: 1 }]));',
    );
    write(
      'kinds/rekindle.ts',
      "import { EngineError, entity, memoryEngine, pipe } from 'rekindle';",
      "import { everyNth } from 'rekindle/operators';",
      "import { a } from './a';",
      "import { b } from './b.mts';",
      "import { c } from './c.cts';",
      "import { d } from './d.cjs';",
      "import { e } from './nested/e.js';",
      "import { rows } from './nested/rows.js';",
      'await Promise.resolve();',
      "if (typeof everyNth !== 'function' || !import.meta.url.endsWith('/rekindle.ts')) throw new Error('no');",
      "export const read = [pipe('read', { inputs: [a, b, c, d, e], output: entity('t.out'), run: rows })];",
      'const engine = () => {',
      "  if (process.env['GONE'] !== undefined) throw new EngineError('unavailable', 'it is gone');",
      '  return memoryEngine();',
      '};',
      'export default { engine };',
    );
    expect(rekindle('graph', '-p', 'kinds')).toMatchObject({
      code: 0,
      out: expect.stringContaining('read'),
    });
    expect(JSON.parse(rekindle('plan', '-p', 'kinds', '--json').out)).toMatchObject({
      externalInputs: ['t.a', 't.b', 't.c', 't.d', 't.e'],
    });
    // Only an error of the very class that the command line knows has this code.
    const { status, stderr } = spawnSync(process.execPath, [bin, 'plan', '-p', 'kinds'], {
      ...{ cwd: folder, encoding: 'utf8', env: { ...env, GONE: '1' } },
    });
    expect([status, stderr]).toEqual([4, 'rekindle: it is gone\n']);
  });

  it.each([
    ['throws', ['import { b } from "./deeper.ts";', 'export { b };'], 'deeper.ts:3: RangeError: too deep'],
    [
      'syntax',
      ['export const a = 1;', 'export const b = = 2;'],
      'syntax.ts:2: SyntaxError: Unexpected token',
    ],
    [
      'absent',
      ['', "import { a } from './nowhere.ts';", 'export { a };'],
      "absent.ts:2: Error: Cannot find module './nowhere.ts'",
    ],
    [
      'wrong',
      ["import { entity } from 'rekindle';", '', "export const a = entity('t.a', { keys: [1] as never });"],
      'wrong.ts:3: DefinitionError: entity "t.a": keys: expected an array of texts, got an array of 1',
    ],
  ])('says where loading failed: %s', (name, lines, message) => {
    write(
      'deeper.ts',
      'type Depth = number;',
      'const deep = (depth: Depth): never => {',
      "  throw new RangeError('too deep');",
      '};',
      'export const b = deep(1);',
    );
    write(`${name}.ts`, ...lines);
    expect(rekindle('plan', '-p', `${name}.ts`)).toEqual({ code: 3, out: '', err: `rekindle: ${message}` });
  });

  const onLinux = process.platform === 'linux' ? it : it.skip;

  onLinux('has a thread pool that a few long statements do not fill', () => {
    write(
      'pool.ts',
      "import { readdirSync } from 'node:fs';",
      "import { pbkdf2 } from 'node:crypto';",
      'const work = () => new Promise((done) => pbkdf2("a", "b", 1, 8, "sha512", done));',
      'await Promise.all(Array.from({ length: 40 }, work));',
      "throw new Error('there are ' + readdirSync('/proc/self/task').length + ' threads');",
    );
    const threadsWith = (more: Readonly<Record<string, string>>): number => {
      const { stderr } = spawnSync(process.execPath, [bin, 'plan', '-p', 'pool.ts'], {
        ...{ cwd: folder, encoding: 'utf8', env: { ...env, ...more } },
      });
      return Number(/there are (\d+) threads/.exec(stderr)?.[1]);
    };
    expect(threadsWith({}) - threadsWith({ UV_THREADPOOL_SIZE: '4' })).toBe(12);
  });

  it('cancels gracefully at the first Ctrl-C', async () => {
    write('slow.ts', ...endless(200));
    const { child, code, out, until } = started('run', '-p', 'slow.ts');
    await until('start     slow');
    child.kill('SIGINT');
    expect(await code()).toBe(130);
    expect(out()).toMatch(/cancelled slow in .*: SIGINT was received\nrun \S+ was cancelled after/);
  });

  it('ends at once at the second Ctrl-C', async () => {
    write('stubborn.ts', ...endless(60_000));
    const { child, code, out, until } = started('run', '-p', 'stubborn.ts');
    await until('start     slow');
    child.kill('SIGINT');
    await until('it is told to end');
    child.kill('SIGINT');
    expect(await code()).toBe(130);
    expect(out()).not.toContain('was cancelled after');
  });

  it('ends quietly when nobody reads on', () => {
    const { status, stderr } = spawnSync(
      'bash',
      ['-c', `"${process.execPath}" "${bin}" signals | head -1`],
      {
        ...{ cwd: folder, encoding: 'utf8', env },
      },
    );
    expect([status, stderr]).toEqual([0, '']);
  });
});
