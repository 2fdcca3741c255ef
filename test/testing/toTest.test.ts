import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { Signals } from '../../lib/signals/signals.ts';
import { literalOf } from '../../lib/testing/literalOf.ts';
import { readRecording } from '../../lib/testing/readRecording.ts';
import { record } from '../../lib/testing/record.ts';
import type { Recording } from '../../lib/testing/recording.ts';
import { SimulatedScheduler } from '../../lib/testing/simulatedScheduler.ts';
import { toTest } from '../../lib/testing/toTest.ts';
import { text } from '../support/text.ts';

// Inside of the package, so that `rekindle` is the package as it was built.
const folder = mkdtempSync(join(resolve(__dirname, '../../dist'), 'recorded-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A query that stalls and is restarted, told by signals and written down. */
function aNight(): Recording {
  const scheduler = new SimulatedScheduler({ startsAt: Date.UTC(2026, 0, 1) });
  const signals = new Signals({ scheduler });
  const lines: string[] = [];
  record(signals.of('*')).subscribe((line) => lines.push(line));
  const query = { queryId: 'orders' };
  signals.of('streaming.query_stalled').subscribe(() => {
    signals.emit('streaming.before_stop', {
      ...query,
      reason: 'it\'s "stalled" \\ at db://me:hunter2@host',
    });
  });
  signals.emit('streaming.query_progress', { ...query, batchId: 0, numInputRows: 3, durationSeconds: 0.5 });
  scheduler.advanceBy(300_000);
  signals.emit('streaming.query_stalled', { ...query, lastProgressSecondsAgo: 300 });
  signals.emit('shop.called', { password: 'hunter2', of: [1, null, true] });
  scheduler.advanceBy(1);
  signals.emit('streaming.query_stopped', {
    ...query,
    reason: '',
    restartCount: 1,
    durationSeconds: 0.001,
  });
  return readRecording(lines);
}

function run(file: string, code: string) {
  const path = join(folder, file);
  writeFileSync(path, code);
  const { status, stdout } = spawnSync(process.execPath, [path], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  return { status, stdout };
}

describe('toTest', () => {
  it('writes a test that passes', () => {
    const code = toTest(aNight());
    const { status, stdout } = run('passes.mjs', code);

    expect(stdout).toContain('# pass 1\n');
    expect(status).toBe(0);
    expect(code).not.toContain('hunter2');
  });

  it('writes a test that fails when something else happens', () => {
    const code = toTest(aNight());
    const late = run(
      'late.mjs',
      code.replace('cold(recorded, values)', 'cold(`-`.concat(recorded), values)'),
    );
    const other = run(
      'other.mjs',
      code.replace('signals.emit(name, payload)', 'signals.emit(name, { ...payload, batchId: 7 })'),
    );

    expect(late.stdout).toContain('MarbleMismatchError');
    expect(other.stdout).toContain('batchId: expected 0, received 7');
    expect([late.status, other.status]).toEqual([1, 1]);
  });

  it('writes it for people to read', () => {
    const recording = aNight();
    const code = toTest(recording.slice(2), { name: "it's calm", runner: '@jest/globals', quantum: 10 });

    expect(code).toBe(
      text(
        "import { it } from '@jest/globals';",
        "import { Signals } from 'rekindle';",
        "import { marbles } from 'rekindle/testing';",
        '',
        '// Times are rounded down to 10ms.',
        "const recorded = '(abc)';",
        'const values = {',
        '  a: {',
        "    name: 'streaming.before_stop',",
        "    payload: { queryId: 'orders', reason: 'it\\'s \"stalled\" \\\\ at db://[redacted]@host' },",
        '  },',
        '  b: {',
        "    name: 'shop.called',",
        "    payload: { password: '[redacted]', of: [1, null, true] },",
        '  },',
        '  c: {',
        "    name: 'streaming.query_stopped',",
        "    payload: { queryId: 'orders', reason: '', restartCount: 1, durationSeconds: 0.001 },",
        '  },',
        '};',
        '',
        'it(',
        "  'it\\'s calm',",
        '  marbles(({ cold, expectSignals }) => {',
        '    const signals = new Signals();',
        "    expectSignals(signals, '*').toBe(recorded, values);",
        '    // Repeats what was recorded: put here what is to make it happen.',
        '    cold(recorded, values).subscribe(({ name, payload }) => signals.emit(name, payload));',
        '  }),',
        ');',
        '',
      ),
    );
  });

  it('refuses what cannot be emitted again', () => {
    const [progress] = aNight();
    const cut = { ...progress, payload: '[cut: 99999 bytes]' } as Recording[number];

    expect(() => toTest([cut])).toThrow('streaming.query_progress');
    expect(() => toTest([])).toThrow(new RangeError('expected a recording of signals, got an empty one'));
  });
});

describe('literalOf', () => {
  it.each<[unknown, string]>([
    ["it's", "'it\\'s'"],
    ['"', "'\"'"],
    ['\\"', "'\\\\\"'"],
    ["a\\'", "'a\\\\\\''"],
    ['one\ntwo\u2028\u0000', "'one\\ntwo\u2028\\u0000'"],
    [-0, '-0'],
    [Number.NaN, 'NaN'],
    [null, 'null'],
    [undefined, 'undefined'],
    [[], '[]'],
    [{}, '{}'],
    [{ a: 1, 'b-c': [true], '1': 'x' }, "{ '1': 'x', a: 1, 'b-c': [true] }"],
  ])('writes %p', (value, code) => {
    expect(literalOf(value)).toBe(code);
    expect(new Function(`return (${code})`)()).toEqual(value);
  });

  it('does not set a prototype', () => {
    const value: unknown = JSON.parse('{ "__proto__": { "a": 1 } }');
    const read: unknown = new Function(`return (${literalOf(value)})`)();

    expect(JSON.stringify(read)).toBe(JSON.stringify(value));
  });

  it('writes what does not fit on a line member by member', () => {
    const value = { name: 'x'.repeat(40), list: ['y'.repeat(60), 'z'.repeat(60)] };

    expect(literalOf(value, '  ')).toBe(
      text(
        '{',
        `    name: '${'x'.repeat(40)}',`,
        '    list: [',
        `      '${'y'.repeat(60)}',`,
        `      '${'z'.repeat(60)}',`,
        '    ],',
        '  }',
      ),
    );
  });
});
