import { type Engine, entity, memoryEngine, reportingEngine, Signals } from 'rekindle';
import { type Contest, type Row, sink } from './compare.ts';

const orders = entity('bench.orders', { schema: { id: 'number' }, keys: ['id'] });

/** Signals that nobody listens to must not be paid for. */
export const engines: readonly Row[] = [
  {
    bench: 'report-read',
    ours: 'one row read, reported to nobody',
    rival: 'one row read',
    goal: 1.6,
    contest: () => reported(1, reading),
  },
  {
    bench: 'report-read-100k',
    ours: '100,000 rows read, reported to nobody',
    rival: '100,000 rows read',
    goal: 1.05,
    contest: () => reported(100_000, reading),
  },
  {
    bench: 'report-write',
    ours: 'one row merged, reported to nobody',
    rival: 'one row merged',
    goal: 1.6,
    contest: () => reported(1, merging),
  },
  {
    // For the record: what it costs to be heard.
    bench: 'report-read-heard',
    ours: 'one row read, reported to one observer',
    rival: 'one row read',
    contest: () => {
      const signals = new Signals();
      signals.of('entity.*').subscribe(({ sequence }) => {
        sink.seen += sequence;
      });
      return reported(1, reading, signals);
    },
  },
];

function reported(
  rows: number,
  workOf: (engine: Engine) => () => void,
  signals: Signals = new Signals(),
): Contest {
  const plain = memoryEngine({ history: 1 });
  const source = Array.from({ length: rows }, (_, id) => ({ id }));
  plain.ensure(orders).subscribe();
  plain.write(orders, [source], { mode: 'overwrite' }).subscribe();
  const times = (work: () => void) => (n: number) => {
    for (let i = 0; i < n; i++) work();
  };
  return { ours: times(workOf(reportingEngine(plain, signals.emit))), rival: times(workOf(plain)) };
}

function reading(engine: Engine): () => void {
  const rows$ = engine.read(orders).rows();
  return () => {
    rows$.subscribe((rows) => {
      sink.seen += rows.length;
    });
  };
}

function merging(engine: Engine): () => void {
  return () => {
    engine.write(orders, [[{ id: 0 }]], { mode: 'merge' }).subscribe(() => {
      sink.seen += 1;
    });
  };
}
