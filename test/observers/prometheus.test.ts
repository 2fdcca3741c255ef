import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { from } from 'rxjs';
import { type MetricsOptions, metrics } from '../../lib/observers/metrics.ts';
import type { MetricsSnapshot } from '../../lib/observers/metricsSnapshot.ts';
import { prometheus } from '../../lib/observers/prometheus.ts';
import { SignalEvent } from '../../lib/signals/signalEvent.ts';
import { text } from '../support/text.ts';
import { parseExposition } from './parseExposition.ts';

function snapshotOf(
  signals: readonly (readonly [name: string, payload: unknown])[],
  options: MetricsOptions = {},
): MetricsSnapshot {
  const events = signals.map(([name, payload]) => new SignalEvent(name, payload, 1, 0, 'run-1', undefined));
  let last: MetricsSnapshot = { total: 0, time: 0, buckets: [], signals: {} };
  metrics(options)(from(events)).subscribe((snapshot) => {
    last = snapshot;
  });
  return last;
}

/** Label values as odd as they come. */
const odd = fc.string({
  unit: fc.constantFrom('"', '\\', '\n', '\r', '{', '}', ',', '=', 'n', ' ', 'é', '#'),
});

describe('prometheus', () => {
  it('tells counters and histograms in the text format', () => {
    const snapshot = snapshotOf(
      [
        ['shop.load', { durationSeconds: 0.5, rowsRead: 10, totalRows: 4 }],
        ['shop.load', { durationSeconds: 2, rowsRead: 5 }],
        ['shop.load_failed', { durationSeconds: 99, errorType: 'Broken "pipe"' }],
      ],
      { buckets: [1, 2.5] },
    );

    expect(prometheus(snapshot)).toBe(
      text(
        '# HELP rekindle_signals_total Signals emitted.',
        '# TYPE rekindle_signals_total counter',
        'rekindle_signals_total{signal="shop.load"} 2',
        'rekindle_signals_total{signal="shop.load_failed"} 1',
        '# HELP rekindle_failures_total Failures told, by type of error.',
        '# TYPE rekindle_failures_total counter',
        'rekindle_failures_total{signal="shop.load_failed",error_type="Broken \\"pipe\\""} 1',
        '# HELP rekindle_duration_seconds How long it took what a signal tells of.',
        '# TYPE rekindle_duration_seconds histogram',
        'rekindle_duration_seconds_bucket{signal="shop.load",le="1"} 1',
        'rekindle_duration_seconds_bucket{signal="shop.load",le="2.5"} 2',
        'rekindle_duration_seconds_bucket{signal="shop.load",le="+Inf"} 2',
        'rekindle_duration_seconds_sum{signal="shop.load"} 2.5',
        'rekindle_duration_seconds_count{signal="shop.load"} 2',
        'rekindle_duration_seconds_bucket{signal="shop.load_failed",le="1"} 0',
        'rekindle_duration_seconds_bucket{signal="shop.load_failed",le="2.5"} 0',
        'rekindle_duration_seconds_bucket{signal="shop.load_failed",le="+Inf"} 1',
        'rekindle_duration_seconds_sum{signal="shop.load_failed"} 99',
        'rekindle_duration_seconds_count{signal="shop.load_failed"} 1',
        '# HELP rekindle_rows_total Rows told, by field of the payload.',
        '# TYPE rekindle_rows_total counter',
        'rekindle_rows_total{signal="shop.load",field="rowsRead"} 15',
        'rekindle_rows_total{signal="shop.load",field="totalRows"} 4',
        '',
      ),
    );
  });

  it('is empty where nothing was counted', () => {
    expect(prometheus(snapshotOf([]))).toBe('');
  });

  it('leaves out families without samples', () => {
    const families = parseExposition(prometheus(snapshotOf([['shop.a', {}]])));
    expect(families.map(({ name }) => name)).toEqual(['rekindle_signals_total']);
  });

  it('escapes a backslash before what follows it', () => {
    const told = prometheus(snapshotOf([['shop.a_failed', { errorType: 'C:\\new\n"x"' }]]));
    expect(told).toContain('error_type="C:\\\\new\\n\\"x\\""');
  });

  it('tells sums that grow beyond all numbers, and limits as small as they come', () => {
    const huge = Number.MAX_VALUE;
    const snapshot = snapshotOf(
      [
        ['shop.a', { rows: huge, durationSeconds: huge }],
        ['shop.a', { rows: huge, durationSeconds: huge }],
      ],
      { buckets: [1e-9, 1e300] },
    );
    const families = parseExposition(prometheus(snapshot));
    const told = (name: string) =>
      families.flatMap(({ samples }) => samples).find((sample) => sample.name === name)?.value;
    expect(told('rekindle_rows_total')).toBe(Infinity);
    expect(told('rekindle_duration_seconds_sum')).toBe(Infinity);
    expect(families[1]?.samples.map(({ labels }) => labels['le'])).toEqual(
      expect.arrayContaining(['1e-9', '1e+300', '+Inf']),
    );
  });

  it('can be read again whatever the labels are', () => {
    const signal = fc.tuple(
      fc.oneof(
        odd,
        odd.map((name) => `${name}_failed`),
      ),
      fc.oneof(
        fc.anything(),
        fc.record({
          errorType: odd,
          durationSeconds: fc.double(),
          rowsRead: fc.double(),
          rows: fc.nat(),
        }),
      ),
    );
    fc.assert(
      fc.property(fc.array(signal), (signals) => {
        const snapshot = snapshotOf(signals);
        const families = parseExposition(prometheus(snapshot));
        const told = families.find(({ name }) => name === 'rekindle_signals_total')?.samples ?? [];
        const counts = Object.entries(snapshot.signals).map(([name, { count }]) => [name, count]);
        expect(told.map(({ labels, value }) => [labels['signal'], value])).toEqual(counts);
        const failures = families.find(({ name }) => name === 'rekindle_failures_total')?.samples ?? [];
        expect(
          failures.map(({ labels, value }) => [labels['signal'], labels['error_type'], value]),
        ).toEqual(
          Object.entries(snapshot.signals).flatMap(([name, of]) =>
            Object.entries(of.failures).map(([type, count]) => [name, type, count]),
          ),
        );
      }),
    );
  });
});

describe('parseExposition', () => {
  const head = '# HELP a b\n# TYPE a counter\n';
  const histogram = '# HELP a b\n# TYPE a histogram\n';

  it.each([
    ['a line that is not ended', `${head}a 1`],
    ['a sample of no family', 'a 1\n'],
    ['a family without help', '# TYPE a counter\na 1\n'],
    ['a family in pieces', `${head}a 1\n${head}a 2\n`],
    ['an unknown type', '# HELP a b\n# TYPE a meter\n'],
    ['a sample of another family', `${head}b 1\n`],
    ['a quote that is not escaped', `${head}a{b="""} 1\n`],
    ['an unknown escape', `${head}a{b="\\x"} 1\n`],
    ['a comma too many', `${head}a{b="c",} 1\n`],
    ['no comma', `${head}a{b="c"d="e"} 1\n`],
    ['a label twice', `${head}a{b="c",b="d"} 1\n`],
    ['a series twice', `${head}a{b="c"} 1\na{b="c"} 2\n`],
    ['a value that is none', `${head}a Infinity\n`],
    ['an empty line', `${head}a 1\n\n`],
    ['a falling counter', `${head}a -1\n`],
    ['no last bucket', `${histogram}a_bucket{le="1"} 1\na_sum 1\na_count 1\n`],
    [
      'limits that fall',
      `${histogram}a_bucket{le="2"} 1\na_bucket{le="1"} 1\na_bucket{le="+Inf"} 1\na_sum 1\na_count 1\n`,
    ],
    ['buckets that fall', `${histogram}a_bucket{le="1"} 2\na_bucket{le="+Inf"} 1\na_sum 1\na_count 1\n`],
    ['another count', `${histogram}a_bucket{le="+Inf"} 1\na_sum 1\na_count 2\n`],
    ['no sum', `${histogram}a_bucket{le="+Inf"} 1\na_count 1\n`],
  ])('refuses %s', (_, exposition) => {
    expect(() => parseExposition(exposition)).toThrow();
  });
});
