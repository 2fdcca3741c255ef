import {
  EMPTY,
  filter,
  from,
  type MonoTypeOperatorFunction,
  Observable,
  Subject,
  Subscription,
  startWith,
  switchMap,
  take,
  tap,
  timer,
} from 'rxjs';
import type { DimensionChange } from '../../../lib/streaming/dimensions/dimensionChange.ts';
import { watchDimensions } from '../../../lib/streaming/dimensions/watchDimensions.ts';
import { listenFor } from '../../../lib/streaming/listening/listenFor.ts';
import type { Queries } from '../../../lib/streaming/queries/queries.ts';
import { queryRestarts } from '../../../lib/streaming/restarts/queryRestarts.ts';
import type { InvariantName } from '../../../lib/testing/simulation/invariant.ts';
import type { SimulationParts } from '../../../lib/testing/simulation/simulationParts.ts';
import { recoverySlots } from '../../../operators/recoverySlots.ts';
import { type SilentMember, silenceClock } from '../../../operators/silenceClock.ts';

/** A mistake that somebody could make, and what finds it. */
export interface Plant {
  readonly mistake: string;
  readonly foundBy: InvariantName;
  readonly parts: Partial<SimulationParts>;
}

const quietly = { error: () => undefined };

export const plants: readonly Plant[] = [
  {
    mistake: 'the end of a run is heard, and the set is not told',
    foundBy: 'ends_are_noticed',
    parts: {
      listenFor: (queries, options) => listenFor(deaf(queries), options),
    },
  },
  {
    mistake: 'a recovery that fails before it has made progress keeps its place',
    foundBy: 'recovery_slots',
    parts: {
      recoverySlots: (options) => {
        const slots = recoverySlots(options);
        return {
          get free() {
            return slots.free;
          },
          get waiting() {
            return slots.waiting;
          },
          take: (start, scheduler) => {
            let started = 0;
            const place = slots.take(() => {
              started = scheduler.now();
              start();
            }, scheduler);
            return new Subscription(() => {
              if (started === 0 || scheduler.now() - started > 1_000) place.unsubscribe();
            });
          },
        };
      },
    },
  },
  {
    mistake: 'more queries recover at once than may',
    foundBy: 'recovery_slots',
    parts: { recoverySlots: (options) => recoverySlots({ ...options, atOnce: 4 }) },
  },
  {
    mistake: 'a start starts two runs',
    foundBy: 'one_epoch_commits',
    parts: {
      builder: (engine, queryId) => (context) => {
        if (context.epoch > 1) from(engine.builder(queryId)(context) as never).subscribe(quietly);
        return engine.builder(queryId)(context);
      },
    },
  },
  {
    mistake: 'a fence does not close',
    foundBy: 'one_epoch_commits',
    parts: {
      builder: (engine, queryId) => (context) =>
        engine.builder(queryId)(
          Object.assign(Object.create(context), { commit: <R>(write: () => R) => write() }),
        ),
    },
  },
  {
    mistake: 'failures are not forgotten once a query is stable',
    foundBy: 'retries_are_exact',
    parts: { recovery: { window: 2 ** 31 - 1 } },
  },
  {
    mistake: 'a query is started once more than it may',
    foundBy: 'retries_are_exact',
    parts: { settings: (settings) => ({ ...settings, maxRetries: settings.maxRetries + 1 }) },
  },
  {
    mistake: 'what was given up is started again',
    foundBy: 'exhausted_stays',
    parts: {
      beside: (queries) =>
        queries.states$.pipe(
          filter(({ state }) => state === 'exhausted'),
          tap(({ queryId }) => queries.start(queryId).subscribe(quietly)),
        ),
    },
  },
  {
    mistake: 'a late word of the engine starts what somebody stopped',
    foundBy: 'stops_are_kept',
    parts: {
      listenFor: (queries, options) => (events$) =>
        events$.pipe(
          listenFor(queries, options),
          tap((event) => {
            if (event.kind !== 'terminated' || queries.status(event.queryId).state !== 'stopped') return;
            queries.start(event.queryId).subscribe(quietly);
          }),
        ),
    },
  },
  {
    mistake: 'queries are restarted after changes that ask for nothing',
    foundBy: 'starts_have_causes',
    parts: {
      beside: (queries) =>
        queries.signals.of('dimension.changed').pipe(
          tap(() => {
            for (const { queryId } of queries.list()) queries.renew(queryId).subscribe(quietly);
          }),
        ),
    },
  },
  {
    mistake: 'a run that was started again is not watched',
    foundBy: 'queries_live',
    parts: {
      silenceClock: (options) => {
        const clock = silenceClock(options);
        let watched = 0;
        return Object.assign(Object.create(clock), {
          checkEvery: clock.checkEvery,
          watch: (member: SilentMember, within: number) => {
            watched += 1;
            return clock.watch(member, watched > 4 ? Number.POSITIVE_INFINITY : within);
          },
          heard: (place: number) => clock.heard(place),
          allow: (place: number, within: number) => {
            if (watched <= 4) clock.allow(place, within);
          },
          leave: (place: number) => clock.leave(place),
        });
      },
    },
  },
  {
    mistake: 'a change during a restart is forgotten',
    foundBy: 'changes_are_answered',
    parts: {
      queryRestarts: (queries, { dependencies, refresh, ...options }) => {
        const working = new Set<string>();
        const restarts = queryRestarts(queries, {
          ...options,
          dependencies,
          refresh: (request) => {
            working.add(request.queryId);
            return refresh?.(request) ?? EMPTY;
          },
        });
        const isForgotten = ({ entityId }: DimensionChange) =>
          dependencies.readersOf(entityId).some(({ queryId }) => working.has(queryId));
        return {
          ...restarts,
          follow: (changes$) =>
            changes$.pipe(
              filter((change) => !isForgotten(change)),
              restarts.follow,
              tap(({ queryId }) => working.delete(queryId)),
            ),
        };
      },
    },
  },
  {
    mistake: 'more queries are restarted at once than may',
    foundBy: 'restart_slots',
    parts: {
      queryRestarts: (queries, options) => queryRestarts(queries, { ...options, maxConcurrent: 5 }),
    },
  },
  {
    mistake: 'a poll that fails forgets what was known',
    foundBy: 'dimensions_are_fresh',
    parts: {
      watchDimensions: (entities, options) => {
        const failed$ = new Subject<void>();
        const { engine } = options;
        const versions: typeof engine.versions = (ids) =>
          engine.versions(ids).pipe(toldOnceFailed(failed$));
        return failed$.pipe(
          startWith(undefined),
          switchMap(() => watchDimensions(entities, { ...options, engine: { ...engine, versions } })),
        );
      },
    },
  },
  {
    mistake: 'a signal is not told to somebody',
    foundBy: 'signals_without_gaps',
    parts: { heard: (signals) => signals.of('*').pipe(filter((_, i) => i % 400 !== 399)) },
  },
  {
    mistake: 'what observers throw is told twice',
    foundBy: 'observers_harm_nobody',
    parts: {
      beside: ({ signals }) =>
        signals.of('signals.observer_failed').pipe(
          take(1),
          tap(({ payload }) => signals.emit('signals.observer_failed', payload)),
        ),
    },
  },
  {
    mistake: 'a timer is left behind',
    foundBy: 'nothing_leaks',
    parts: {
      builder: (engine, queryId) => (context) => {
        timer(1_000, 1_000, context.scheduler).subscribe();
        return engine.builder(queryId)(context);
      },
    },
  },
];

/** The same set, which takes no note of what it is told to be over. */
function deaf(queries: Queries): Queries {
  return new Proxy(queries, {
    get: (target, name) => {
      if (name === 'terminated') return () => false;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** Emits once a read has failed, after who reads has been told. */
function toldOnceFailed<T>(failed$: Subject<void>): MonoTypeOperatorFunction<T> {
  return (source) =>
    new Observable((subscriber) =>
      source.subscribe({
        next: (value) => subscriber.next(value),
        error: (error) => {
          subscriber.error(error);
          failed$.next();
        },
        complete: () => subscriber.complete(),
      }),
    );
}
