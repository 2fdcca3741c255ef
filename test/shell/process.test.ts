import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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

interface Starting {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly program?: string;
  readonly args?: readonly string[];
}

/** Starts the command line; what it says can be waited for. Each start takes its time, so that few have to do. */
function started(
  words: readonly string[],
  { env = {}, program = process.execPath, args = [bin, ...words] }: Starting = {},
) {
  const child = spawn(program, [...args], {
    ...{ cwd: folder, env: { ...process.env, NODE_OPTIONS: '', CI: '', ...env } },
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    said.out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said.err += chunk.toString();
  });
  const closed = once(child, 'close');
  const until = (part: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => said.out.includes(part) && resolve();
      child.stdout.on('data', look);
      void closed.then(() => reject(new Error(`expected "${part}", got ${said.out}${said.err}`)));
      look();
    });
  const over = async () => {
    const [code] = await closed;
    return { code: code as unknown, out: said.out.trimEnd(), err: said.err.trimEnd() };
  };
  return { until, over, interrupt: () => child.kill('SIGINT') };
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

/** What is the same for every kind of file, each in a language and a module system of its own. */
function writeKinds(): void {
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
  write('kinds/d.cjs', "const { entity } = require('rekindle');", "module.exports = { d: entity('t.d') };");
  write('kinds/nested/e.js', "import { entity } from 'rekindle';", "export const e = entity('t.e');");
  write(
    'kinds/nested/rows.ts',
    "import { defer, of } from 'rxjs';",
    'export const rows = () => defer(() => of([{ id: 1 }]));',
  );
  write(
    'kinds/rekindle.ts',
    "import { EngineError, entity, pipe } from 'rekindle';",
    "import { duckdbEngine } from 'rekindle/duckdb';",
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
    "  return duckdbEngine(':memory:');",
    '};',
    'export default { engine };',
  );
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

  it('loads every kind of file, with and without extensions, on one instance of what it is made of', async () => {
    writeKinds();
    const [planned, gone] = await Promise.all([
      started(['plan', '-p', 'kinds', '--json']).over(),
      started(['plan', '-p', 'kinds'], { env: { GONE: '1' } }).over(),
    ]);
    expect(JSON.parse(planned.out)).toMatchObject({ externalInputs: ['t.a', 't.b', 't.c', 't.d', 't.e'] });
    // Only an error of the very class that the command line knows has this code.
    expect(gone).toEqual({ code: 4, out: '', err: 'rekindle: it is gone' });
  });

  it('says where loading failed, also in what a file imports', async () => {
    write(
      'deeper.ts',
      'type Depth = number;',
      'const deep = (depth: Depth): never => {',
      "  throw new RangeError('too deep');",
      '};',
      'export const b = deep(1);',
    );
    write('throws.ts', 'import { b } from "./deeper.ts";', 'export { b };');
    write('absent.ts', '', "import { a } from './nowhere.ts';", 'export { a };');
    const failed = (file: string) => started(['plan', '-p', file]).over();
    expect(await Promise.all([failed('throws.ts'), failed('absent.ts')])).toEqual([
      { code: 3, out: '', err: 'rekindle: deeper.ts:3: RangeError: too deep' },
      { code: 3, out: '', err: "rekindle: absent.ts:2: Error: Cannot find module './nowhere.ts'" },
    ]);
  });

  const onLinux = process.platform === 'linux' ? it : it.skip;

  onLinux('has a thread pool that a few long statements do not fill', async () => {
    write(
      'pool.ts',
      "import { readdirSync } from 'node:fs';",
      "import { pbkdf2 } from 'node:crypto';",
      'const work = () => new Promise((done) => pbkdf2("a", "b", 1, 8, "sha512", done));',
      'await Promise.all(Array.from({ length: 40 }, work));',
      "throw new Error('there are ' + readdirSync('/proc/self/task').length + ' threads');",
    );
    const threadsWith = async (setting: string | undefined): Promise<number> => {
      const env = { UV_THREADPOOL_SIZE: setting };
      const { err } = await started(['plan', '-p', 'pool.ts'], { env }).over();
      return Number(/there are (\d+) threads/.exec(err)?.[1]);
    };
    const [usual, four] = await Promise.all([threadsWith(undefined), threadsWith('4')]);
    expect(usual - four).toBe(12);
  });

  it('cancels gracefully at the first Ctrl-C, and ends at once at the second', async () => {
    write('slow.ts', ...endless(200));
    write('stubborn.ts', ...endless(60_000));
    const [slow, stubborn] = [started(['run', '-p', 'slow.ts']), started(['run', '-p', 'stubborn.ts'])];
    const graceful = async () => {
      await slow.until('start     slow');
      slow.interrupt();
      return slow.over();
    };
    const atOnce = async () => {
      await stubborn.until('start     slow');
      stubborn.interrupt();
      await stubborn.until('it is told to end');
      stubborn.interrupt();
      return stubborn.over();
    };
    const [first, second] = await Promise.all([graceful(), atOnce()]);
    expect(first).toMatchObject({
      code: 130,
      out: expect.stringMatching(/cancelled slow in .*: SIGINT was received\nrun \S+ was cancelled after/),
    });
    expect(second.code).toBe(130);
    expect(second.out).not.toContain('was cancelled after');
  });

  it('ends quietly when nobody reads on', async () => {
    const args = ['-c', `"${process.execPath}" "${bin}" signals | head -1`];
    expect(await started([], { program: 'bash', args }).over()).toMatchObject({ code: 0, err: '' });
  });
});
