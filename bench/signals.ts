import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import * as mittModule from 'mitt';
import { Signal, Signals } from 'rekindle';
import { Subject, Subscription } from 'rxjs';
import { type Contest, type Row, sink } from './compare.ts';

/** Its types describe a CommonJS module, and what loads is an ES module. */
const mitt = mittModule.default as unknown as (typeof mittModule.default)['default'];

const payload = (rows: number) => ({
  runId: 'r1',
  pipeId: 'silver.orders',
  pipeName: 'orders',
  durationSeconds: 1.5,
  rowsProcessed: rows,
  attempts: 1,
});

type Payload = ReturnType<typeof payload>;

// Each batch has a loop of its own: a loop shared by all would call what it repeats through a pointer.
export const signals: readonly Row[] = [
  {
    bench: 'emit-unobserved',
    ours: 'bus, nobody listening, thunk',
    rival: 'EventEmitter without listener',
    goal: 1,
    contest: () => {
      const bus = new Signals();
      const emitter = new EventEmitter();
      return {
        ours: (n) => {
          for (let i = 0; i < n; i++) bus.emit('datapipes.after_pipe', () => payload(i));
        },
        rival: (n) => {
          for (let i = 0; i < n; i++) emitter.emit('datapipes.after_pipe', payload(i));
        },
      };
    },
  },
  {
    bench: 'emit-bare',
    ours: 'bare Signal, one observer',
    rival: 'EventEmitter, one listener',
    goal: 1,
    contest: () => {
      const signal = new Signal<Payload>('datapipes.after_pipe');
      const emitter = new EventEmitter();
      const built = payload(1);
      signal.subscribe(({ rowsProcessed }) => {
        sink.seen += rowsProcessed;
      });
      emitter.on('datapipes.after_pipe', ({ rowsProcessed }: Payload) => {
        sink.seen += rowsProcessed;
      });
      return {
        ours: (n) => {
          for (let i = 0; i < n; i++) signal.next(built);
        },
        rival: (n) => {
          for (let i = 0; i < n; i++) emitter.emit('datapipes.after_pipe', built);
        },
      };
    },
  },
  {
    bench: 'emit-envelope',
    ours: 'bus, full envelope, checked, one observer',
    rival: 'Subject, payload with UUID and ISO time',
    goal: 0.12,
    contest: () => {
      const bus = new Signals();
      const subject = new Subject<Payload & { operationId: string; timestamp: string }>();
      bus.of('datapipes.after_pipe').subscribe((event) => {
        sink.seen += event.payload.rowsProcessed;
      });
      subject.subscribe(({ rowsProcessed }) => {
        sink.seen += rowsProcessed;
      });
      const eager = (rows: number) => ({
        // One literal: spreading another into it would cost the rival what is not its fault.
        operationId: randomUUID(),
        timestamp: new Date().toISOString(),
        runId: 'r1',
        pipeId: 'silver.orders',
        pipeName: 'orders',
        durationSeconds: 1.5,
        rowsProcessed: rows,
        attempts: 1,
      });
      return {
        ours: (n) => {
          for (let i = 0; i < n; i++) bus.emit('datapipes.after_pipe', payload(i));
        },
        rival: (n) => {
          for (let i = 0; i < n; i++) subject.next(eager(i));
        },
      };
    },
  },
  {
    bench: 'emit-wildcard',
    ours: 'bus, 100 names observed and one *',
    rival: 'mitt, the same',
    goal: 1,
    contest: () => wildcard(new Signals()),
  },
  {
    // For the record: what of the row above is the reading of the clock, which mitt does not do.
    bench: 'emit-wildcard-free-clock',
    ours: 'the same, with a clock that costs nothing',
    rival: 'mitt, the same',
    contest: () =>
      wildcard(new Signals({ scheduler: { now: () => 1.7e12, schedule: () => Subscription.EMPTY } })),
  },
  {
    bench: 'emit-blinker',
    ours: 'bus, full envelope, one observer',
    rival: 'blinker (Python), one receiver',
    rounds: 3,
    batch: 200_000,
    contest: () => {
      const bus = new Signals();
      bus.of('datapipes.after_pipe').subscribe((event) => {
        sink.seen += event.payload.rowsProcessed;
      });
      if (blinker(1) === undefined) return undefined;
      return {
        ours: (n) => {
          for (let i = 0; i < n; i++) bus.emit('datapipes.after_pipe', payload(i));
        },
        rival: (n) => blinker(n),
      };
    },
  },
];

function wildcard(bus: Signals): Contest {
  const emitter = mitt<Record<string, { rows: number }>>();
  const names = Array.from({ length: 100 }, (_, i) => `bench.signal_${i}`);
  const nameAt = (i: number) => names[i % names.length] as string;
  for (const name of [...names, '*']) {
    bus.of(name).subscribe((event) => {
      sink.seen += (event.payload as { rows: number }).rows;
    });
  }
  for (const name of names) {
    emitter.on(name, ({ rows }) => {
      sink.seen += rows;
    });
  }
  emitter.on('*', (_, { rows }) => {
    sink.seen += rows;
  });
  return {
    ours: (n) => {
      for (let i = 0; i < n; i++) bus.emit(nameAt(i), { rows: i });
    },
    rival: (n) => {
      for (let i = 0; i < n; i++) emitter.emit(nameAt(i), { rows: i });
    },
  };
}

/** The starting of Python counts as well, which some hundred thousand sends make small. */
function blinker(n: number): number | undefined {
  const program = [
    'import sys',
    'from blinker import signal',
    's = signal("after_pipe")',
    'seen = [0]',
    'def told(sender, **kw): seen[0] += kw["rows"]',
    's.connect(told)',
    'for i in range(int(sys.argv[1])): s.send(None, run="r1", pipe="p", rows=i, seconds=1.5)',
  ].join('\n');
  const { status } = spawnSync('/usr/bin/python3', ['-c', program, String(n)]);
  return status === 0 ? n : undefined;
}
