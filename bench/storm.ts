import { type DimensionChange, QueryDependencies, restarts } from 'rekindle';
import { SimulatedScheduler } from 'rekindle/testing';
import { finalize, from, mergeMap, type Observable, Subject, timer } from 'rxjs';
import type { Row } from './compare.ts';
import { random } from './dags.ts';

const STREAMS = 40;
const DIMENSIONS = 12;
const COMMITS = 3;
const WITHIN = 600_000;
const CAP = 2;

/** One night: which stream captured which dimensions, when these are committed to, and how long restarts take. */
interface Night {
  readonly dependencies: QueryDependencies;
  readonly commits: readonly { readonly at: number; readonly change: DimensionChange }[];
  readonly takes: (restart: number) => number;
}

/** What a night came to. */
interface Account {
  /** How many restarts there were. */
  readonly restarts: number;
  /** When the last stream was as fresh as its dimensions. */
  readonly freshAt: number;
  /** How many streams there were for whom something changed. */
  readonly affected: number;
}

/** Restarts for changes, one way or another; `restart` may be called `CAP` times at once. */
type Design = (
  changes$: Observable<DimensionChange>,
  night: Night & {
    readonly restart: (queryId: string) => Observable<unknown>;
    readonly clock: SimulatedScheduler;
  },
) => Observable<unknown>;

const ours: Design = (changes$, { dependencies, restart, clock }) =>
  changes$.pipe(restarts({ dependencies, restart, scheduler: clock, maxConcurrent: CAP }).follow);

/** A queue and a semaphore: every change restarts every stream that it concerns. */
const plain: Design = (changes$, { dependencies, restart }) =>
  changes$.pipe(
    mergeMap(({ entityId }) => from(dependencies.readersOf(entityId))),
    mergeMap(({ queryId }) => restart(queryId), CAP),
  );

const seeds = Array.from({ length: 50 }, (_, seed) => seed + 1);

/** In the columns of time stand counts of restarts, except in the last row. */
export const storms: readonly Row[] = [
  {
    bench: 'restart-storm',
    ours: 'restarts, coalesced for each stream',
    rival: 'queue and semaphore, how many restarts',
    goal: 0.35,
    tailGoal: { at: 1, goal: 0.35 },
    study: () =>
      seeds.map((seed) => ({ ours: play(ours, seed).restarts, rival: play(plain, seed).restarts })),
  },
  {
    bench: 'restart-storm-each',
    ours: 'restarts, coalesced for each stream',
    rival: 'one restart of each affected stream',
    goal: 1.2,
    tailGoal: { at: 0.9, goal: 1.2 },
    study: () =>
      seeds
        .map((seed) => play(ours, seed))
        .map((night) => ({ ours: night.restarts, rival: night.affected })),
  },
  {
    bench: 'restart-storm-fresh',
    ours: 'restarts, coalesced for each stream',
    rival: 'queue and semaphore, until all are fresh',
    study: () =>
      seeds.map((seed) => ({ ours: play(ours, seed).freshAt, rival: play(plain, seed).freshAt })),
  },
];

function play(design: Design, seed: number): Account {
  const clock = new SimulatedScheduler({ maxSteps: Number.POSITIVE_INFINITY });
  const night = nightOf(seed);
  const changes$ = new Subject<DimensionChange>();
  const stale = new Set<string>();
  const affected = new Set<string>();
  let running = 0;
  let count = 0;
  let freshAt = 0;
  const restart = (queryId: string): Observable<unknown> => {
    running += 1;
    count += 1;
    if (running > CAP) throw new Error(`expected at most ${CAP} restarts at once, got ${running}`);
    stale.delete(queryId);
    return timer(night.takes(count), clock).pipe(
      finalize(() => {
        running -= 1;
        if (stale.size === 0) freshAt = clock.now();
      }),
    );
  };
  design(changes$, { ...night, restart, clock }).subscribe();
  for (const { at, change } of night.commits) {
    clock.schedule(() => {
      for (const { queryId } of night.dependencies.readersOf(change.entityId)) {
        stale.add(queryId);
        affected.add(queryId);
      }
      changes$.next(change);
    }, at);
  }
  clock.flush();
  if (stale.size > 0) throw new Error(`expected all streams to be fresh, got ${stale.size} that are not`);
  return { restarts: count, freshAt, affected: affected.size };
}

/** Each stream captured one to four dimensions. */
function nightOf(seed: number): Night {
  const next = random(seed);
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  const dependencies = new QueryDependencies();
  for (let stream = 0; stream < STREAMS; stream++) {
    const read = new Set(
      Array.from({ length: between(1, 4) }, () => `dimension ${between(1, DIMENSIONS)}`),
    );
    const dimensions = [...read].map((entityId) => ({ entityId, kind: 'capturedAtStart' as const }));
    dependencies.register(`stream ${stream}`, { dimensions });
  }
  const commits = Array.from({ length: DIMENSIONS * COMMITS }, (_, i) => {
    const [entityId, oldVersion] = [`dimension ${(i % DIMENSIONS) + 1}`, Math.floor(i / DIMENSIONS)];
    const change = { entityId, oldVersion, newVersion: oldVersion + 1, changeClass: 'data' as const };
    return { at: between(0, WITHIN), change };
  });
  const durations = Array.from({ length: 1_000 }, () => between(30_000, 90_000));
  return { dependencies, commits, takes: (restart) => durations[restart % durations.length] ?? 60_000 };
}
