import { map, type Observable, of } from 'rxjs';
import type { Engine } from '../data/engine.ts';
import type { Entity } from '../definitions/entity.ts';
import { existingTables } from '../execution/dryRun/existingTables.ts';
import type { RunRecord } from '../execution/runRecord.ts';
import { layoutToRun } from '../planning/layout.ts';
import type { Plan } from '../planning/plan.ts';
import type { SkippedStream } from './streamOutcome.ts';

/** What is known of a plan when its streams are to start. */
export interface StreamSkipsOptions {
  readonly plan: Plan;
  /** Its streams, consumers first. */
  readonly streamIds: readonly string[];
  /** What became of the pipes that run once; nothing where there are none. */
  readonly batch: RunRecord | undefined;
  readonly engine: Engine;
}

/**
 * Which streams are not to start, by the rules that hold for the pipes that run once; one emission. The engine is
 * asked only whether those have a first input whose producer was skipped.
 */
export function streamSkips(options: StreamSkipsOptions): Observable<ReadonlyMap<string, SkippedStream>> {
  const { batch, engine, plan } = options;
  if (batch === undefined || batch.counts.failed + batch.counts.skipped === 0) return of(new Map());
  const feeds = feedsOf(plan);
  const atWorst = skipsAmong(batch, options, feeds, () => false);
  const doubtful = [...atWorst.values()].flatMap(({ reason, pipeId }) => {
    const entity = reason === 'no_data' ? feeds.firstInputOf(pipeId) : undefined;
    return entity ? [entity] : [];
  });
  if (doubtful.length === 0) return of(atWorst);
  const asked = [...new Map(doubtful.map((entity) => [entity.id, entity])).values()];
  return existingTables(asked, engine).pipe(
    map((tables) => skipsAmong(batch, options, feeds, (id) => tables.has(id))),
  );
}

/** What the pipes of a plan read, and from whom. */
interface Feeds {
  readonly producersOf: (pipeId: string) => readonly Feed[];
  readonly firstInputOf: (pipeId: string) => Entity | undefined;
}

interface Feed {
  readonly from: string;
  readonly entityId: string;
}

function feedsOf(plan: Plan): Feeds {
  const { graph } = layoutToRun(plan);
  const feeds = new Map<string, Feed[]>();
  for (const { from, to, entityId } of plan.edges) {
    const known = feeds.get(to);
    if (known) known.push({ from, entityId });
    else feeds.set(to, [{ from, entityId }]);
  }
  return {
    producersOf: (pipeId) => feeds.get(pipeId) ?? [],
    firstInputOf: (pipeId) => graph.pipeAt(graph.nodeOf(pipeId) ?? -1).inputs[0],
  };
}

/** Producers first, as a stream that is skipped leaves those that read it without what they need. */
function skipsAmong(
  batch: RunRecord,
  { plan, streamIds }: StreamSkipsOptions,
  { producersOf, firstInputOf }: Feeds,
  exists: (entityId: string) => boolean,
): Map<string, SkippedStream> {
  const skips = new Map<string, SkippedStream>();
  const isStream = (id: string) => plan.modeOf(id) === 'stream';
  const blameOf = (id: string) => (isStream(id) ? skips.get(id)?.upstream : batch.blameOf(id));
  const isSkipped = (id: string) => (isStream(id) ? skips.has(id) : batch.stateOf(id).status === 'skipped');
  for (const pipeId of [...streamIds].reverse()) {
    const producers = producersOf(pipeId);
    const [upstream] = producers.flatMap(({ from }) => blameOf(from) ?? []).sort();
    const first = firstInputOf(pipeId)?.id;
    const lacks = producers.some(({ from, entityId }) => entityId === first && isSkipped(from));
    if (upstream !== undefined)
      skips.set(pipeId, { status: 'skipped', pipeId, reason: 'upstream_failed', upstream });
    else if (lacks && first !== undefined && !exists(first))
      skips.set(pipeId, { status: 'skipped', pipeId, reason: 'no_data' });
  }
  return skips;
}
