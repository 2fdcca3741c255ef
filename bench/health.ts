import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type WatchedQuery, health as watchQueries } from 'rekindle';
import {
  failWhenStalled,
  type Health,
  recover,
  recoverySlots,
  silenceClock,
  watchdog,
} from 'rekindle/operators';
import {
  distinctUntilChanged,
  map,
  type Observable,
  of,
  retry,
  Subject,
  Subscription,
  startWith,
  tap,
  timeout,
  timer,
} from 'rxjs';
import { type Row, sink } from './compare.ts';

interface Progress {
  readonly batchId: number;
  readonly numInputRows: number;
  readonly inputRowsPerSecond: number;
  readonly processedRowsPerSecond: number;
}

const progress: Progress = {
  batchId: 1,
  numInputRows: 10,
  inputRowsPerSecond: 100,
  processedRowsPerSecond: 200,
};
const MANY = 100_000;

export const health: readonly Row[] = [
  {
    // A bare `next` takes some 24 ns here, so 10 ns on top of it are a ratio of 1.4.
    bench: 'watchdog-event',
    ours: 'Subject.next, one observer of its health',
    rival: 'Subject.next, one observer',
    goal: 1.4,
    contest: () => ({ ours: repeated(watched()), rival: repeated(observed()) }),
  },
  {
    bench: 'watchdog-event-beside',
    ours: 'Subject.next, one observer and one of its health',
    rival: 'Subject.next, two observers',
    goal: 1.4,
    contest: () => {
      const beside = observed();
      watched(beside);
      const two = observed();
      observe(two);
      return { ours: repeated(beside), rival: repeated(two) };
    },
  },
  {
    bench: 'watchdog-event-timeout',
    ours: 'Subject.next, one observer of its health',
    rival: 'Subject.next through timeout({ each })',
    goal: 0.1,
    contest: () => {
      const timed = new Subject<Progress>();
      observe(timed.pipe(timeout({ each: 300_000 })));
      return { ours: repeated(watched()), rival: repeated(timed) };
    },
  },
  {
    // In bytes: a study gives milliseconds, which are told as nanoseconds.
    bench: 'supervised-memory',
    ours: 'bytes of a stream with its health observed, of 100,000',
    rival: 'the same of map, timeout, startWith and distinctUntilChanged',
    // Two KiB at most, and a third of what is composed.
    goal: 0.34,
    study: () => {
      const dog = watchdog<Progress>({ clock: silenceClock() });
      const ours = bytesOf((stream) => stream.pipe(dog).subscribe(see));
      const rival = bytesOf((stream) => composed(stream).subscribe(see));
      return [{ ours: ours / 1e6, rival: rival / 1e6 }];
    },
  },
  {
    bench: 'supervised-memory-timeout',
    ours: 'bytes of a stream with its health observed, of 100,000',
    rival: 'of one through timeout({ each }) alone',
    study: () => {
      const dog = watchdog<Progress>({ clock: silenceClock() });
      const ours = bytesOf((stream) => stream.pipe(dog).subscribe(see));
      const timed = (stream: Subject<Progress>) => stream.pipe(timeout({ each: 300_000 }));
      const rival = bytesOf((stream) => observe(timed(stream)));
      return [{ ours: ours / 1e6, rival: rival / 1e6 }];
    },
  },
  {
    // In bytes, as above: watched and recovered, which is all that keeps a stream alive.
    bench: 'supervised-memory-whole',
    ours: 'bytes of a stream through failWhenStalled and recover, of 100,000',
    rival: 'the same of timeout, tap and retry with a delay',
    goal: 0.5,
    study: () => {
      const guard = failWhenStalled<Progress>({ clock: silenceClock() });
      const recovery = recover<Progress>({ slots: recoverySlots() });
      const ours = bytesOf((stream) => observe(stream.pipe(guard, recovery)));
      const rival = bytesOf((stream) => observe(kept(stream)));
      return [{ ours: ours / 1e6, rival: rival / 1e6 }];
    },
  },
  {
    // For the record: by id, replaceable, and told as signals.
    bench: 'supervised-memory-query',
    ours: 'bytes of a query watched by health, of 100,000',
    rival: 'of a stream composed as above',
    study: () => {
      const queries = new Subject<WatchedQuery<Progress>>();
      queries.pipe(watchQueries<Progress>()).subscribe(see);
      let count = 0;
      const ours = bytesOf((progress$) => {
        queries.next({ queryId: `query-${count++}`, progress$ });
        return Subscription.EMPTY;
      });
      const rival = bytesOf((stream) => composed(stream).subscribe(see));
      return [{ ours: ours / 1e6, rival: rival / 1e6 }];
    },
  },
  {
    bench: 'watchdog-look',
    ours: 'a look at 100,000 streams, each',
    rival: 'Subject.next, one observer',
    goal: 1,
    contest: () => {
      const looks: (() => void)[] = [];
      const scheduler = {
        now: () => 0,
        schedule: (work: (this: never) => void) => {
          looks.push(() => work.call({ schedule: () => undefined } as never));
          return new Subject().subscribe();
        },
      };
      const clock = silenceClock({ scheduler: scheduler as never });
      for (let i = 0; i < MANY; i++) clock.watch({ fellSilent: () => undefined }, 1e12);
      return {
        ours: (n) => {
          for (let i = 0; i < n; i += MANY) looks[0]?.();
        },
        rival: repeated(observed()),
      };
    },
    batch: 10 * MANY,
  },
];

const see = ({ state }: Pick<Health<Progress>, 'state'>) => {
  sink.seen += state.length;
};

function observe(source: Observable<Progress>): Subscription {
  return source.subscribe(({ numInputRows }) => {
    sink.seen += numInputRows;
  });
}

/** What the watchdog tells, up to the first silence. */
function composed(source: Subject<Progress>): Observable<Pick<Health<Progress>, 'state'>> {
  return source.pipe(
    map(
      ({ inputRowsPerSecond, processedRowsPerSecond }): Pick<Health<Progress>, 'state'> => ({
        state: processedRowsPerSecond < inputRowsPerSecond / 2 ? 'unhealthy' : 'healthy',
      }),
    ),
    timeout({ each: 300_000, with: () => of({ state: 'stalled' } as const) }),
    startWith({ state: 'unknown' } as const),
    distinctUntilChanged((one, other) => one.state === other.state),
  );
}

/** The least that fails after a silence and comes back with a backoff, and knows how it is doing. */
function kept(source: Subject<Progress>): Observable<Progress> {
  return source.pipe(
    timeout({ each: 300_000 }),
    tap((value) => {
      sink.seen += value.batchId;
    }),
    retry({ count: 5, resetOnSuccess: true, delay: (_, attempt) => timer(1_000 * 2 ** attempt) }),
  );
}

function observed(): Subject<Progress> {
  const source = new Subject<Progress>();
  observe(source);
  return source;
}

function watched(source = new Subject<Progress>()): Subject<Progress> {
  source.pipe(watchdog()).subscribe(see);
  return source;
}

function repeated(source: Subject<Progress>): (n: number) => void {
  return (n) => {
    for (let i = 0; i < n; i++) source.next(progress);
  };
}

/** What the heap and the buffers grow by for each of many streams that are listened to. */
function bytesOf(listen: (stream: Subject<Progress>) => Subscription): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const used = () => {
    collect();
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const streams = new Array<Subject<Progress>>(MANY);
  const subscriptions = new Array<Subscription>(MANY);
  const before = used();
  for (let i = 0; i < MANY; i++) {
    const stream = new Subject<Progress>();
    streams[i] = stream;
    subscriptions[i] = listen(stream);
    stream.next(progress);
  }
  const grown = used() - before;
  for (const subscription of subscriptions) subscription.unsubscribe();
  sink.seen += streams.length;
  return grown / MANY;
}
