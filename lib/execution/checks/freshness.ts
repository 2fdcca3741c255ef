import {
  asyncScheduler,
  concatMap,
  defer,
  from,
  map,
  type Observable,
  type SchedulerLike,
  tap,
  toArray,
} from 'rxjs';
import type { Engine } from '../../data/engine.ts';
import type { Entity } from '../../definitions/entity.ts';
import type { Emitter } from '../../signals/emitter.ts';

/** How long ago an entity was written, and whether that is too long. */
export interface Freshness {
  readonly entityId: string;
  readonly entityName: string;
  /** Milliseconds that it may be. */
  readonly maxAge: number;
  /** When it was last written, also where that changed nothing; nothing where its engine knows of no write. */
  readonly lastWriteAt: number | undefined;
  readonly ageMs: number | undefined;
  readonly fresh: boolean;
}

export interface FreshnessOptions {
  /** Tells of those that are stale. @default nobody is told */
  readonly emit?: Emitter<'entity.freshness_violated'>['emit'];
  /** The clock. @default asyncScheduler */
  readonly scheduler?: SchedulerLike;
}

/**
 * Says which entities were written lately enough (`maxAge`), by the history of the engine; those that may be of any
 * age are left out. Who prunes the history should leave at least that much of it.
 *
 * - emits once, in the order of the entities
 * - completes after that
 * - errors when the engine does
 * - on unsubscribe, the engine is not asked any further
 */
export function freshness(
  entities: readonly Entity[],
  engine: Engine,
  { emit = () => undefined, scheduler = asyncScheduler }: FreshnessOptions = {},
): Observable<readonly Freshness[]> {
  return from(entities.filter(({ maxAge }) => maxAge !== undefined)).pipe(
    concatMap((entity) => ofOne(entity, engine, scheduler)),
    tap((known) => {
      if (!known.fresh) emit('entity.freshness_violated', () => violation(known));
    }),
    toArray(),
  );
}

function ofOne(
  { id: entityId, name: entityName, maxAge = Number.POSITIVE_INFINITY }: Entity,
  engine: Engine,
  scheduler: SchedulerLike,
): Observable<Freshness> {
  return defer(() => engine.history({ entityIds: [entityId], limit: 1 })).pipe(
    map(([last]) => {
      const ageMs = last && Math.max(0, scheduler.now() - last.at);
      const fresh = ageMs !== undefined && ageMs <= maxAge;
      return { entityId, entityName, maxAge, lastWriteAt: last?.at, ageMs, fresh };
    }),
  );
}

/** What is told of an entity that is stale. */
export const violation = ({ entityId, entityName, maxAge, ageMs, lastWriteAt }: Freshness) => ({
  ...{ entityId, entityName, maxAgeSeconds: maxAge / 1_000 },
  ...(ageMs === undefined ? {} : { ageSeconds: ageMs / 1_000 }),
  ...(lastWriteAt === undefined ? {} : { lastWriteAt: new Date(lastWriteAt).toISOString() }),
});
