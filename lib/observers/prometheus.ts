import type { DurationMetrics, MetricsSnapshot, SignalMetrics } from './metricsSnapshot.ts';

/** A snapshot in the text format of Prometheus, version 0.0.4; empty where nothing was counted. */
export function prometheus({ signals, buckets }: MetricsSnapshot): string {
  const all = Object.entries(signals);
  const per = (samples: (metrics: SignalMetrics, signal: string) => readonly string[]) =>
    all.flatMap(([signal, metrics]) => samples(metrics, signal));
  return [
    ...family('rekindle_signals_total', 'counter', 'Signals emitted.', (name) =>
      per(({ count }, signal) => [sample(name, { signal }, count)]),
    ),
    ...family('rekindle_failures_total', 'counter', 'Failures told, by type of error.', (name) =>
      per(({ failures }, signal) =>
        Object.entries(failures).map(([error_type, count]) => sample(name, { signal, error_type }, count)),
      ),
    ),
    ...family(
      'rekindle_duration_seconds',
      'histogram',
      'How long it took what a signal tells of.',
      (name) =>
        per(({ durations }, signal) => (durations ? histogram(name, { signal, durations, buckets }) : [])),
    ),
    ...family('rekindle_rows_total', 'counter', 'Rows told, by field of the payload.', (name) =>
      per(({ rows }, signal) =>
        Object.entries(rows).map(([field, amount]) => sample(name, { signal, field }, amount)),
      ),
    ),
  ].join('');
}

function family(
  name: string,
  type: 'counter' | 'histogram',
  help: string,
  samplesOf: (name: string) => readonly string[],
): readonly string[] {
  const samples = samplesOf(name);
  return samples.length === 0 ? [] : [`# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`, ...samples];
}

interface Timed {
  readonly signal: string;
  readonly durations: DurationMetrics;
  readonly buckets: readonly number[];
}

/** In the text format each bucket counts what is in the lower ones as well. */
function histogram(name: string, { signal, durations, buckets }: Timed): string[] {
  let below = 0;
  const limited = buckets.map((limit, index) => {
    below += durations.counts[index] ?? 0;
    return sample(`${name}_bucket`, { signal, le: String(limit) }, below);
  });
  return [
    ...limited,
    sample(`${name}_bucket`, { signal, le: '+Inf' }, durations.count),
    sample(`${name}_sum`, { signal }, durations.sumSeconds),
    sample(`${name}_count`, { signal }, durations.count),
  ];
}

function sample(name: string, labels: Readonly<Record<string, string>>, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  return `${name}{${pairs.join(',')}} ${spelt(value)}\n`;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

/** A sum may grow beyond all numbers. */
function spelt(value: number): string {
  return value === Number.POSITIVE_INFINITY ? '+Inf' : String(value);
}
