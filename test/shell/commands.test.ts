import { describe, expect, it } from '@jest/globals';
import { defer, EMPTY, map, of } from 'rxjs';
import { bootstrap } from '../../lib/host/bootstrap.ts';
import type { ProjectIngest } from '../../lib/host/ingestFor.ts';
import { text } from '../support/text.ts';
import { called } from './support/called.ts';
import { shop } from './support/shop.ts';

/** Without the ids of runs, which are others each time; that all of it takes no time is due to the clock. */
const plain = (said: string) => said.replace(/run-[\w-]+/g, 'run-1');

describe('plan', () => {
  it('shows generations', () => {
    expect(called(['plan', '+large'], { project: shop() }).out).toBe(
      text(
        'batch plan by batch: 2 pipes in 2 generations, at most 1 at once',
        '',
        '  0  * ingest  batch',
        '  1  * large   batch',
        '',
        'critical path (*)',
        '  ingest -> large',
      ),
    );
  });

  it('is JSON where that is asked for', () => {
    const { out } = called(['plan', '--json'], { project: shop() });
    expect(JSON.parse(out)).toMatchObject({
      version: 1,
      generations: [['ingest'], ['large'], ['revenue']],
    });
  });

  it('says why pipes are selected', () => {
    expect(called(['plan', 'large+', '--explain'], { project: shop() }).out).toBe(
      text(
        'pipe     runs  because',
        '───────  ────  ──────────────────────────────',
        'ingest   no    matched by nothing',
        'large    yes   matched by large',
        'revenue  yes   a descendant of large (large+)',
      ),
    );
  });

  it('refuses a selection that means nothing, and one that cannot be read', () => {
    expect(called(['plan', 'larg'], { project: shop() })).toMatchObject({
      code: 2,
      err: expect.stringContaining('did you mean "large"?'),
    });
    expect(called(['plan', 'large,'], { project: shop() })).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^rekindle: selection, column 7: expected /),
    });
  });
});

describe('graph', () => {
  it('is Mermaid, DOT or JSON', () => {
    const project = shop();
    expect(called(['graph'], { project }).out).toMatch(/^flowchart LR\n/);
    expect(called(['graph', '--format', 'dot'], { project }).out).toMatch(/^digraph plan \{/);
    expect(JSON.parse(called(['graph', '--format', 'json'], { project }).out)).toMatchObject({
      version: 1,
    });
  });
});

describe('run', () => {
  it('tells line by line how pipes ended', () => {
    const { code, out } = called(['run'], { project: shop() });
    expect(code).toBe(0);
    expect(plain(out)).toBe(
      text(
        'run run-1: 3 pipes',
        '  start     ingest',
        '  ok        ingest  3 rows in 0ms',
        '  start     large',
        '  ok        large  2 rows in 0ms',
        '  start     revenue',
        '  ok        revenue  1 row in 0ms',
        'run run-1 succeeded after 0ms: 3 succeeded',
      ),
    );
  });

  it('ends with 1 when a pipe failed, and says what that meant', () => {
    const { code, out } = called(['run'], { project: shop({ fails: true }) });
    expect(code).toBe(1);
    expect(plain(out)).toBe(
      text(
        'run run-1: 3 pipes',
        '  start     ingest',
        '  ok        ingest  3 rows in 0ms',
        '  start     large',
        '  failed    large in 0ms: RangeError: no room left',
        '  skipped   revenue  because large failed',
        'run run-1 failed after 0ms: 1 succeeded, 1 failed, 1 skipped',
      ),
    );
  });

  it('says nothing but failures when it is to be quiet', () => {
    expect(called(['run', '-q'], { project: shop() })).toEqual({ code: 0, out: '', err: '' });
    const { out, err } = called(['run', '-q'], { project: shop({ fails: true }) });
    expect([out, plain(err)]).toEqual(['', '  failed    large in 0ms: RangeError: no room left']);
  });

  it('is an event a line as JSON', () => {
    const { out } = called(['run', '--json'], { project: shop({ fails: true }) });
    const events = out.split('\n').map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    expect(events[0]).toMatchObject({ event: 'run_started', pipeIds: ['ingest', 'large', 'revenue'] });
    expect(events.filter(({ event }) => event === 'pipe_ended')).toMatchObject([
      { pipeId: 'ingest', status: 'succeeded', rows: 3 },
      { pipeId: 'large', status: 'failed', error: 'no room left', errorType: 'RangeError' },
      { pipeId: 'revenue', status: 'skipped', reason: 'upstream_failed', upstream: 'large' },
    ]);
    expect(events.at(-1)).toMatchObject({ event: 'run_failed', status: 'failed', succeeded: 1, failed: 1 });
  });

  it('takes the policy that it is given', () => {
    const { out } = called(['run', '--failure', 'carry-on', '--json'], { project: shop({ fails: true }) });
    expect(JSON.parse(out.split('\n').at(-1) ?? '')).toMatchObject({ succeeded: 2, failed: 1, skipped: 0 });
  });

  it('takes up the last run, and selects by what became of it', () => {
    const project = shop({ fails: true });
    called(['run'], { project });
    const again = called(['run', '--resume', 'last', '--json'], { project });
    expect(JSON.parse(again.out.split('\n').at(-1) ?? '')).toMatchObject({ failed: 1, skipped: 2 });
    expect(called(['plan', 'state:failed+'], { project }).out).toContain('2 pipes');
  });

  it('says which runs there are when it is to take up another', () => {
    const project = shop();
    expect(called(['run', '--resume', 'last'], { project })).toMatchObject({
      code: 2,
      err: expect.stringContaining('expected a journal with a run in it, got an empty one'),
    });
    called(['run'], { project });
    expect(called(['run', '--resume', 'x'], { project })).toMatchObject({
      code: 2,
      err: expect.stringMatching(/got "x"; the last is "run-/),
    });
  });

  it('foretells, and does nothing', () => {
    const project = shop();
    expect(called(['run', '--dry-run', 'large'], { project }).out).toContain('missing inputs');
    expect(called(['history'], { project })).toMatchObject({
      code: 0,
      out: '',
      err: 'nothing was written that is known of',
    });
  });

  it.each([
    ['0', 'expected --concurrency to be a whole number from 1, got "0"'],
    ['many', 'expected --concurrency to be a whole number from 1, got "many"'],
  ])('refuses %s pipes at once', (count, message) => {
    expect(called(['run', '--concurrency', count], { project: shop() })).toMatchObject({
      code: 2,
      err: `rekindle: ${message}`,
    });
  });
});

describe('show', () => {
  const project = shop();
  const show = (...words: readonly string[]) => called(['show', ...words], { project });

  it('runs first what writes it, where that is asked for', () => {
    expect(show('bronze.orders')).toMatchObject({ code: 4, err: expect.stringContaining('bronze.orders') });
    expect(show('bronze.orders', '--run').out).toBe(
      text(
        'id   customer  amount  email',
        '───  ────────  ──────  ───────────────',
        'A-1  Ann         12.5  ∅',
        'A-2  Bob          900  bob@example.com',
        'A-3  Ann         1250  ∅',
      ),
    );
  });

  it('shows some columns of some rows', () => {
    expect(
      show('bronze.orders', '--columns', 'amount,id', '--where', 'amount > 500', '--limit', '1'),
    ).toEqual({
      code: 0,
      out: text(
        'amount  id', //
        '──────  ───',
        '   900  A-2',
      ),
      err: 'there are more than 1 rows; --limit shows more',
    });
  });

  it('is JSON where that is asked for', () => {
    expect(JSON.parse(show('silver.large', '--run', '--json', '--columns', 'id,email').out)).toEqual([
      { id: 'A-2', email: 'bob@example.com' },
      { id: 'A-3', email: null },
    ]);
  });

  it('has a head where there are no rows', () => {
    expect(show('bronze.orders', '--where', 'amount < 0')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^id {2}customer/),
      err: 'there are no rows',
    });
  });

  it('refuses what there is not, with what was meant', () => {
    expect(show('bronze.order')).toMatchObject({
      code: 2,
      err: expect.stringContaining('mean "bronze.orders"?'),
    });
    expect(show('bronze.orders', '--columns', 'amont').err).toContain('did you mean "amount"?');
  });
});

describe('history', () => {
  it('shows the writes, the last one first', () => {
    const project = shop();
    called(['run'], { project });
    const { out } = called(['history', '--json'], { project });
    expect(JSON.parse(out)).toMatchObject([
      { entityId: 'gold.revenue', mode: 'merge', rowsWritten: 1 },
      { entityId: 'silver.large', mode: 'merge', rowsWritten: 2 },
      { entityId: 'bronze.orders', mode: 'merge', rowsWritten: 3 },
    ]);
    const [head, , row] = called(['history', 'silver.large'], { project, columns: 200 }).out.split('\n');
    expect(head).toMatch(
      /^when +entity +mode +version +rows +inserted +updated +deleted +took +pipe +run$/,
    );
    expect(row).toMatch(/^\S+ \S+ +silver\.large +merge +1 +2 +2 +0 +0 /);
  });
});

describe('why', () => {
  it('says it of the last run', () => {
    const project = shop({ fails: true });
    called(['run'], { project });
    expect(plain(called(['why', 'revenue'], { project }).out)).toMatch(
      /^revenue \(generation 2\) was skipped because large failed; the run run-1 failed after 0ms\n {2}it needs large\n {2}large failed at [\d: -]+Z, after 0ms: RangeError: no room left/,
    );
    expect(JSON.parse(called(['why', 'large', '--json'], { project }).out)).toMatchObject({
      pipeId: 'large',
    });
    expect(called(['why', 'revnue'], { project })).toMatchObject({
      code: 2,
      err: expect.stringContaining('did you mean "revenue"?'),
    });
  });
});

describe('signals', () => {
  it('lists those that match', () => {
    const { out } = called(['signals', 'dimension.*']);
    expect(out.split('\n')).toHaveLength(6);
    expect(out).toContain('dimension.changed');
    expect(called(['signals', 'dimension.changed', '--payloads']).out).toContain(
      'payload: entityId: string',
    );
    expect(JSON.parse(called(['signals', '--json']).out).length).toBeGreaterThan(100);
  });

  it('refuses a pattern that matches nothing', () => {
    expect(called(['signals', 'datapipes.after_pip'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('datapipes.after_pipe'),
    });
  });
});

describe('watermarks', () => {
  /** A project that reads what is new, after it has run. */
  const read = () => {
    const project = shop({ incremental: true });
    called(['run'], { project });
    return project;
  };
  const place = ['large', 'bronze.orders'] as const;

  it('lists them', () => {
    const project = read();
    expect(called(['watermarks'], { project }).out).toBe(
      text(
        'reader  entity         cursor  version  since                 age',
        '──────  ─────────────  ──────  ───────  ────────────────────  ───',
        'large   bronze.orders  1             1  1970-01-01 00:00:00Z  0ms',
      ),
    );
    expect(JSON.parse(called(['watermarks', '--json'], { project }).out)).toMatchObject([
      { readerId: 'large', cursor: { kind: 'version', version: 1 } },
    ]);
    expect(called(['watermarks'], { project: shop() })).toMatchObject({
      out: '',
      err: 'nobody has read anything yet that is known of',
    });
  });

  it('moves them back, and tells how they moved', () => {
    const project = read();
    expect(called(['run', 'large'], { project }).out).toContain('large  there is nothing new');
    expect(called(['watermarks', 'rewind', ...place, '--to', '0'], { project })).toMatchObject({
      code: 0,
      err: 'large reads bronze.orders from 0 next time',
    });
    expect(called(['run', 'large'], { project }).out).toContain('ok        large  2 rows');
    expect(called(['watermarks', 'reset', ...place, '--reason', 'bug'], { project }).code).toBe(0);
    expect(called(['watermarks', 'history', ...place], { project }).out).toBe(
      text(
        'when                  move     from  to  version  reason',
        '────────────────────  ───────  ────  ──  ───────  ────────────────',
        '1970-01-01 00:00:00Z  reset    1     ∅   ∅        bug',
        '1970-01-01 00:00:00Z  saved    0     1   1',
        '1970-01-01 00:00:00Z  rewound  1     0   ∅        it was asked for',
        '1970-01-01 00:00:00Z  saved    ∅     1   1',
      ),
    );
    expect(called(['run', 'large', '--full-refresh'], { project }).code).toBe(0);
  });

  it('refuses a reader that there is not, and what is no place to go back to', () => {
    const project = read();
    expect(called(['watermarks', 'reset', 'lareg', 'bronze.orders'], { project })).toMatchObject({
      code: 2,
      err: expect.stringContaining('got "lareg"; did you mean "large"?'),
    });
    expect(called(['watermarks', 'rewind', ...place, '--to', '7'], { project }).code).toBe(2);
  });

  it.each([
    [['reste'], 'expected list, history, reset or rewind, got "reste"; did you mean "reset"?'],
    [['reset', 'large'], 'expected watermarks reset <reader> <entity>, got large'],
    [['rewind', 'large', 'bronze.orders'], 'expected --to <cursor> to rewind to, got none'],
  ])('refuses %j', (words, message) => {
    expect(called(['watermarks', ...words], { project: shop() })).toMatchObject({
      code: 2,
      err: `rekindle: ${message}`,
    });
  });
});

describe('ingest', () => {
  /** A project that takes in two files, of which one is bad. */
  const around = {
    project: shop(),
    bringUp: (...by: Parameters<typeof bootstrap>) =>
      bootstrap(...by).pipe(
        map((runtime) => {
          const file = { batchId: 'b', path: 'in', entryId: 'orders' };
          const ingest: ProjectIngest = () =>
            defer(() => {
              const { emit } = runtime.signals;
              const batch = { batchId: 'b', entryId: 'orders', destEntity: 'bronze.orders' };
              const good = { ...file, filename: 'a.csv', destEntity: 'bronze.orders' };
              emit('file_ingestion.batch_written', {
                ...batch,
                rowsWritten: 1_200,
                rejectedRows: 2,
                fileCount: 1,
              });
              emit('file_ingestion.after_file', {
                ...good,
                ...{ rowsProcessed: 1_200, rejectedRows: 2, durationSeconds: 1 },
              });
              emit('file_ingestion.file_failed', {
                ...file,
                filename: 'b.csv',
                error: 'torn',
                errorType: 'Error',
              });
              return EMPTY;
            });
          return { ...runtime, ingest };
        }),
      ),
  };

  it('tells of each file, and ends with 1 where one was bad', () => {
    expect(called(['ingest'], around)).toEqual({
      code: 1,
      out: text(
        '  ok        a.csv  1,200 rows into bronze.orders, 2 rows rejected',
        '  failed    b.csv: torn',
        '1 file with 1,200 rows, 2 rows rejected, 1 failed',
      ),
      err: '',
    });
    const { out } = called(['ingest', '--json'], around);
    expect(out.split('\n').map((line) => JSON.parse(line).signal)).toEqual([
      'file_ingestion.batch_written',
      'file_ingestion.after_file',
      'file_ingestion.file_failed',
    ]);
  });

  it('refuses a project that has nothing to take in', () => {
    expect(called(['ingest'], { project: shop() })).toMatchObject({
      code: 2,
      err: 'rekindle: expected ingestion entries, and there are none in this project',
    });
  });
});

describe('run --full-refresh', () => {
  it('reads everything, whatever the project says', () => {
    const project = shop({ run: { slice: ({ driving }) => of(driving ? 'no_data' : { kind: 'rows' }) } });
    const last = (...words: readonly string[]) =>
      JSON.parse(
        called(['run', '--json', ...words], { project })
          .out.split('\n')
          .at(-1) ?? '',
      );
    expect(last()).toMatchObject({ succeeded: 1, skipped: 2 });
    expect(last('--full-refresh')).toMatchObject({ succeeded: 3, skipped: 0 });
  });
});
