import { describe, expect, it } from '@jest/globals';
import { map, take, timer } from 'rxjs';
import { entity } from '../../lib/definitions/entity.ts';
import { pipe } from '../../lib/definitions/pipe.ts';
import { text } from '../support/text.ts';
import { type Around, calling, projectWith } from './support/called.ts';
import { shownBy } from './support/shownBy.ts';

const [orders, large, totals] = [entity('bronze.orders'), entity('silver.large'), entity('gold.totals')];

/** `ingest` takes two seconds, and writes rows each half; `large` and then `totals` wait for it. */
const project = projectWith({
  ingest: pipe('ingest', {
    output: orders,
    run: (_, { scheduler }) =>
      timer(500, 500, scheduler).pipe(
        map(() => Array.from({ length: 1_000 }, (_, id) => ({ id }))),
        take(4),
      ),
  }),
  large: pipe('large', { inputs: [orders], output: large, run: () => [[{ id: 1 }]] }),
  totals: pipe('totals', { inputs: [large], output: totals, run: () => [[{ id: 1 }]] }),
});

const onTerminal = (around: Around = {}) =>
  calling(['run'], { project, isTTY: true, columns: 80, ...around });
const plain = (said: string) => said.replace(/run-[\w-]+/g, 'run-1');

describe('a run on a terminal', () => {
  it('shows what runs, what waits and for whom, and how far all of it is', () => {
    const { scheduler, writes } = onTerminal();
    scheduler.advanceBy(1_200);
    const { screen, cursor } = shownBy(writes);
    expect(plain(screen)).toBe(
      text(
        'run run-1: 3 pipes',
        '⠹ ingest  1.2s  writing 2,000 rows  1,667/s',
        '  large waits for ingest',
        '  totals waits for large',
        '━━━━━━━━━━━━━━━━━━━━  0 of 3 ended, 1 running, 1.2s',
      ),
    );
    expect(cursor).toBe(false);
  });

  it('leaves the terminal as it was, with what is to be kept', () => {
    const { scheduler, writes, code } = onTerminal();
    scheduler.advanceBy(5_000);
    expect(code()).toBe(0);
    const { screen, cursor } = shownBy(writes);
    expect(plain(screen)).toBe(
      text(
        'run run-1: 3 pipes',
        '  ok        ingest  4,000 rows in 2s',
        '  ok        large  1 row in 0ms',
        '  ok        totals  1 row in 0ms',
        'run run-1 succeeded after 2s: 3 succeeded',
      ),
    );
    expect(cursor).toBe(true);
  });

  it('is drawn at most ten times a second, each time in one write', () => {
    const { scheduler, writes } = onTerminal();
    scheduler.advanceBy(1_000);
    expect(writes.length).toBeLessThanOrEqual(11);
    expect(writes.length).toBeGreaterThan(5);
  });

  it('cuts lines to the terminal', () => {
    const { scheduler, writes } = onTerminal({ columns: 30 });
    scheduler.advanceBy(1_200);
    const lines = shownBy(writes).screen.split('\n').slice(1);
    expect(lines[0]).toBe('⠹ ingest  1.2s  writing 2,00…');
    expect(lines.filter((line) => line.length > 29)).toEqual([]);
  });

  it('says that it is being cancelled, and cleans up when it is asked again', () => {
    const { scheduler, writes, interrupt, code } = onTerminal();
    scheduler.advanceBy(700);
    interrupt();
    scheduler.advanceBy(100);
    interrupt();
    expect(code()).toBe(130);
    expect(shownBy(writes).cursor).toBe(true);
    const before = writes.length;
    scheduler.advanceBy(1_000);
    expect(writes).toHaveLength(before);
  });

  it('cancels gracefully, and ends with 130', () => {
    const { scheduler, writes, interrupt, code } = onTerminal();
    scheduler.advanceBy(700);
    interrupt();
    scheduler.advanceBy(6_000);
    expect(code()).toBe(130);
    expect(plain(shownBy(writes).screen)).toContain('run run-1 was cancelled after');
  });

  it('tells a supervisor that it was its wish', () => {
    const { scheduler, interrupt, code } = onTerminal();
    scheduler.advanceBy(700);
    interrupt('SIGTERM');
    scheduler.advanceBy(6_000);
    expect(code()).toBe(143);
  });

  it.each([{ CI: 'true' }, { NO_COLOR: '1' }, { TERM: 'dumb' }])(
    'is told in plain lines with %j',
    (env) => {
      const { scheduler, out } = onTerminal({ env });
      scheduler.advanceBy(5_000);
      expect(out()).not.toContain('\u001b');
      expect(plain(out())).toContain('  start     ingest\n  ok        ingest  4,000 rows in 2s\n');
    },
  );
});

describe('a run that is over at once', () => {
  it('ends, and shows how', () => {
    const quick = projectWith({ quick: pipe('quick', { output: orders, run: () => [[{ id: 1 }]] }) });
    const { code, writes, scheduler } = onTerminal({ project: quick });
    expect(code()).toBe(0);
    expect(shownBy(writes)).toMatchObject({
      screen: expect.stringContaining('  ok        quick  1 row'),
      cursor: true,
    });
    scheduler.advanceBy(1_000);
    expect(writes).toHaveLength(1);
  });
});
