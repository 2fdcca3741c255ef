import {
  asyncScheduler,
  defer,
  finalize,
  from,
  map,
  mergeMap,
  NEVER,
  type Observable,
  pairwise,
  type SchedulerLike,
  share,
  startWith,
} from 'rxjs';
import { type PollChangesOptions, pollChanges } from '../../../operators/pollChanges.ts';
import type { Engine } from '../../data/engine.ts';
import type { Entity } from '../../definitions/entity.ts';
import { failureOf } from '../../signals/failureOf.ts';
import { Signals } from '../../signals/signals.ts';
import type { Emit } from '../emit.ts';
import type { DimensionChange } from './dimensionChange.ts';
import { type DimensionSweepOptions, dimensionSweep } from './dimensionSweep.ts';
import { type DimensionPush, pushedDimensions } from './pushedDimensions.ts';
import {
  changeOf,
  type KnownDimensions,
  overlay,
  sameTold,
  type WatchedDimension,
} from './watchedDimension.ts';

export interface WatchDimensionsOptions
  extends Pick<PollChangesOptions<never>, 'every' | 'stretch' | 'longest' | 'jitter' | 'random'> {
  /** Where the dimensions live. */
  readonly engine: Engine;
  /** Tells what happens, such as a bus. @default nobody is told */
  readonly signals?: { readonly emit: Emit };
  /** What is known without asking. @default writes that `signals` tells of, where that is a bus */
  readonly pushes$?: Observable<DimensionPush>;
  /** How long one question to the engine may take, in milliseconds. @default 30_000 */
  readonly checkWithin?: number;
  /** The clock. @default asyncScheduler */
  readonly scheduler?: SchedulerLike;
}

/**
 * Watches dimensions: pushes first, and behind them one poll that asks for the versions of all in one call. All who
 * subscribe share it. Changes that one look at all finds are told once it is over.
 *
 * - emits each change, from how a dimension was when it was first seen
 * - completes never
 * - errors when `pushes$` or a feed errors, or `classify` throws; a dimension that cannot be looked at is reported
 *   as `dimension.check_failed`, and its next change counts from what was known of it
 * - on unsubscribe of the last subscriber, the poll ends
 */
export function watchDimensions(
  entities: readonly (Entity | WatchedDimension)[],
  options: WatchDimensionsOptions,
): Observable<DimensionChange> {
  const watched = watchedById(entities, options.engine);
  return defer(() => {
    const started = new Set<string>();
    const emit = options.signals?.emit ?? (() => undefined);
    return knownDimensions(watched, options).pipe(
      startWith(new Map() as KnownDimensions),
      pairwise(),
      mergeMap(([before, after]) => told(before, after, { watched, started, emit })),
      finalize(() => {
        for (const entityId of started) emit('dimension.watch_stopped', { entityId });
      }),
    );
  }).pipe(share());
}

function watchedById(
  entities: readonly (Entity | WatchedDimension)[],
  { name, capabilities }: Engine,
): ReadonlyMap<string, WatchedDimension> {
  const watched = new Map<string, WatchedDimension>();
  for (const one of entities) {
    const watch = 'entity' in one ? one : { entity: one };
    const { id } = watch.entity;
    if (watched.has(id))
      throw new RangeError(`expected each dimension to be watched once, got "${id}" twice`);
    const { by } = watch.detect ?? { by: 'version' };
    if (!capabilities.versions && (by === 'version' || by === 'feed')) {
      throw new RangeError(
        `expected "${id}" to be watched by watermark, rowCount, hash or a function, as the engine ${name} keeps no ` +
          `versions, got ${by}`,
      );
    }
    watched.set(id, watch);
  }
  return watched;
}

function knownDimensions(
  watched: ReadonlyMap<string, WatchedDimension>,
  {
    engine,
    signals = { emit: () => undefined },
    pushes$ = writesToldBy(signals),
    checkWithin = 30_000,
    scheduler = asyncScheduler,
    ...poll
  }: WatchDimensionsOptions,
): Observable<KnownDimensions> {
  const onFailed = (entityId: string, error: unknown): void =>
    signals.emit('dimension.check_failed', () => ({ entityId, ...failureOf(error) }));
  const sweep: DimensionSweepOptions = { engine, checkWithin, scheduler, onFailed };
  return pollChanges<KnownDimensions>((known) => dimensionSweep(watched, known ?? new Map(), sweep), {
    ...poll,
    pushes$: pushedDimensions(pushes$, watched, sweep),
    overlay: (known, seen) => overlay(known, seen, watched),
    same: sameTold,
    onError: ({ error }) => {
      for (const id of watched.keys()) onFailed(id, error);
    },
    scheduler,
  });
}

/** Who wrote through an engine that reports knows the new version. */
function writesToldBy(signals: NonNullable<WatchDimensionsOptions['signals']>): Observable<DimensionPush> {
  if (!(signals instanceof Signals)) return NEVER;
  return signals
    .of('entity.version_updated', { as: 'the watch of dimensions' })
    .pipe(map(({ payload }) => payload));
}

interface Telling {
  readonly watched: ReadonlyMap<string, WatchedDimension>;
  readonly started: Set<string>;
  readonly emit: Emit;
}

function told(
  before: KnownDimensions,
  after: KnownDimensions,
  { watched, started, emit }: Telling,
): Observable<DimensionChange> {
  const changes: DimensionChange[] = [];
  for (const [id, { told }] of after) {
    const watch = watched.get(id) as WatchedDimension;
    const last = before.get(id)?.told;
    if (last && last !== told) changes.push(changeOf(watch, last, told));
    if (last) continue;
    started.add(id);
    const detection = watch.detect?.by ?? 'version';
    emit('dimension.watch_started', { entityId: id, initialVersion: told.mark, detection });
  }
  return from(changes).pipe(
    map((change) => {
      emit('dimension.changed', change);
      return change;
    }),
  );
}
