import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { filter, firstValueFrom, ReplaySubject, Subject, scan } from 'rxjs';
import { entity } from '../../lib/definitions/entity.ts';
import { ingestion } from '../../lib/definitions/ingestion.ts';
import { projectOf } from '../../lib/host/project.ts';
import type { ProjectSettings } from '../../lib/host/projectSettings.ts';
import type { Interrupt } from '../../lib/shell/terminal.ts';
import { ran } from './support/ran.ts';
import { type StoreState, store, threeOrders } from './support/store.ts';

const root = mkdtempSync(join(tmpdir(), 'rekindle-database-'));
let count = 0;
let cwd = '';

/** Calls the command line with the store as it is now; it is opened and closed each time. */
const said = (words: string, state: StoreState = {}) =>
  ran(words.split(' '), { cwd, project: store(cwd, state) });

const last = (out: string) => JSON.parse(out.split('\n').at(-1) ?? '') as Readonly<Record<string, unknown>>;

describe('commands on a database', () => {
  jest.setTimeout(60_000);
  beforeEach(() => {
    count += 1;
    cwd = join(root, String(count));
    mkdirSync(cwd);
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('know of what others did before them', async () => {
    expect(last((await said('run --json', { fails: true })).out)).toMatchObject({
      succeeded: 3,
      failed: 1,
    });
    expect((await said('plan state:failed')).out).toContain('1 pipe');
    expect((await said('why revenue')).out).toContain('RangeError: no room left');
    const resumed = await said('run --resume last --json');
    expect([resumed.code, last(resumed.out)]).toEqual([
      0,
      expect.objectContaining({ succeeded: 1, skipped: 3 }),
    ]);
    expect(JSON.parse((await said('show gold.revenue --json')).out)).toHaveLength(2);
    expect(JSON.parse((await said('history gold.revenue --json')).out)).toMatchObject([
      { entityId: 'gold.revenue', rowsWritten: 2, by: { pipeId: 'revenue', runId: expect.anything() } },
    ]);
    expect((await said('watermarks')).out).toMatch(/\nlarge +bronze\.orders +\d/);
  });

  it('read what is new, what they are sent back to, and everything where that is asked for', async () => {
    await said('run -q');
    const large = async (words: string) => last((await said(`run large --json ${words}`.trim())).out);
    expect(await large('')).toMatchObject({ succeeded: 0, skipped: 1 });
    expect(await said('watermarks rewind large bronze.orders --to 0')).toMatchObject({ code: 0 });
    expect(await large('')).toMatchObject({ succeeded: 1, skipped: 0 });
    expect(await large('--full-refresh')).toMatchObject({ succeeded: 1, skipped: 0 });
    expect(await said('watermarks reset larg bronze.orders')).toMatchObject({
      code: 2,
      err: expect.stringContaining('did you mean "large"?'),
    });
    expect((await said('watermarks history large bronze.orders')).out.match(/saved|rewound/g)).toEqual([
      'saved',
      'saved',
      'rewound',
      'saved',
    ]);
  });

  it('run stages one after the other', async () => {
    const { code, out } = await said('run --stage +silver --json');
    const events = out.split('\n').map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    expect(code).toBe(0);
    expect(events.filter(({ event }) => event === 'stage_ended')).toMatchObject([
      { stageId: 'bronze', status: 'succeeded', pipeIds: ['take', 'open'] },
      { stageId: 'silver', status: 'succeeded' },
    ]);
    const failed = await said('run --stage gold,silver', { fails: true });
    expect([failed.code, failed.out]).toEqual([
      1,
      expect.stringMatching(
        /^stage silver: 1 pipe\n[\s\S]*stage gold: 1 pipe\n[\s\S]*\n2 stages failed after /,
      ),
    ]);
    expect((await said('run --stage all', { fails: true })).out).toContain('stage gold: 1 pipe');
    expect(await said('run --stage silvr')).toMatchObject({
      code: 2,
      err: 'rekindle: expected the id of a registered stage, got "silvr"; did you mean "silver"?',
    });
  });

  it('run pipes as streams, each row once, and restart them when what they captured changes', async () => {
    await said('run take open -q');
    const interrupts$ = new Subject<Interrupt>();
    const settings: ProjectSettings = {
      streams: { poll: 20, reads: { 'bronze.stores': 'capturedAtStart' } },
      restarts: { quietPeriod: 10, every: 50 },
    };
    const texts$ = new ReplaySubject<string>();
    const until = (pattern: RegExp) =>
      firstValueFrom(
        texts$.pipe(
          scan((all, text) => all + text),
          filter((all) => pattern.test(all)),
        ),
      );
    const project = store(cwd, { settings });
    const streaming = ran(['stream'], { cwd, project, interrupts$, onText: (text) => texts$.next(text) });
    await until(/batch +place #0 {2}3 rows/);
    await said('run open -q', { city: 'Basel' });
    await until(/running +place[\s\S]*stopping +place[\s\S]*running +place/);
    await said('run take -q', { orders: [...threeOrders, { id: 'A-4', store: 's', amount: 1 }] });
    await until(/running +place[\s\S]*stopping +place[\s\S]*batch +place #[1-9]\d*/);
    interrupts$.next('SIGINT');
    expect((await streaming).code).toBe(130);
    const placed = JSON.parse((await said('show silver.placed --json')).out) as readonly {
      readonly id: string;
    }[];
    expect([...placed].sort((a, b) => a.id.localeCompare(b.id))).toEqual([
      { id: 'A-1', city: 'Bern' },
      { id: 'A-2', city: 'Bern' },
      { id: 'A-4', city: 'Basel' },
    ]);
    expect(await said('stream large')).toMatchObject({
      code: 2,
      err: 'rekindle: expected queries or pipes that run as streams, got "large", which selects none',
    });
  });

  it('take in files, and refuse what is not defined', async () => {
    const orders = entity('bronze.files', { schema: { id: 'varchar', amount: 'double' } });
    const files = ingestion('orders_files', {
      path: 'in',
      pattern: '*.csv',
      to: orders,
      onBadFile: 'stop',
      onBadRows: { atMost: 1 },
    });
    const project = () =>
      projectOf(cwd, [{ file: 'rekindle.ts', exports: { files, default: { database: 'files.duckdb' } } }]);
    mkdirSync(join(cwd, 'in'));
    writeFileSync(join(cwd, 'in/a.csv'), 'id,amount\nA-1,1\nA-2,2\n');
    const ingested = (...words: readonly string[]) =>
      ran(['ingest', ...words], { cwd, project: project() });
    expect(await ingested('orders_files')).toMatchObject({
      code: 0,
      out: expect.stringContaining('2 rows'),
    });
    expect((await ingested()).out).toBe('0 files with 0 rows');
    expect(await ingested('order_files')).toMatchObject({
      code: 2,
      err: expect.stringContaining('did you mean "orders_files"?'),
    });
    writeFileSync(join(cwd, 'in/c.csv'), 'id,amount\nA-1,one\nA-3,3\n');
    const { out } = await ingested();
    expect(out).toContain('ok        c.csv  1 row into bronze.files, 1 row rejected');
    expect(out).toContain('1 file with 1 row, 1 row rejected');
    writeFileSync(join(cwd, 'in/b.csv'), 'id,amount\nA-1,one\nA-2,two\n');
    expect(await ingested()).toMatchObject({ code: 1, out: expect.stringContaining('b.csv') });
  });

  it('name the database that another process holds, and who that is', async () => {
    const hold = `
      const { DuckDBInstance } = require(${JSON.stringify(resolve(__dirname, '../../node_modules/@duckdb/node-api'))});
      DuckDBInstance.create('store.duckdb').then(async (held) => {
        await held.connect();
        console.log('held');
        process.stdin.on('end', () => process.exit()).resume();
      });`;
    const holder = spawn(process.execPath, ['-e', hold], { cwd, stdio: ['pipe', 'pipe', 'inherit'] });
    try {
      await once(holder.stdout, 'data');
      for (const words of ['run', 'stream', 'show bronze.orders', 'history']) {
        const { code, out, err } = await said(words);
        expect([words, code, out]).toEqual([words, 4, '']);
        expect(err).toContain(join(cwd, 'store.duckdb'));
        expect(err).toContain(`process ${holder.pid}`);
      }
      expect(await said('plan')).toMatchObject({ code: 0, err: '' });
    } finally {
      holder.stdin.end();
      await once(holder, 'exit');
    }
  });

  it('leave no database behind where nobody asked for rows', async () => {
    expect((await said('graph')).code).toBe(0);
    expect(existsSync(join(cwd, 'store.duckdb'))).toBe(false);
  });
});
