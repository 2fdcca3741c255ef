import { EMPTY, map, NEVER, type Observable } from 'rxjs';
import { memoryEngine } from '../../../lib/data/memory/memoryEngine.ts';
import { Registry } from '../../../lib/definitions/registry.ts';
import type { HybridEvent } from '../../../lib/host/hybridEvent.ts';
import type { HybridResult } from '../../../lib/host/hybridResult.ts';
import type { RunHybridOptions } from '../../../lib/host/hybridSetup.ts';
import { runHybrid } from '../../../lib/host/runHybrid.ts';
import type { StreamOutcome } from '../../../lib/host/streamOutcome.ts';
import { hybrid } from '../../../lib/planning/hybrid.ts';
import { plan } from '../../../lib/planning/makePlan.ts';
import type { Plan } from '../../../lib/planning/plan.ts';
import type { Strategy } from '../../../lib/planning/strategy.ts';
import { Signals } from '../../../lib/signals/signals.ts';
import { type Queries, queries } from '../../../lib/streaming/queries/queries.ts';
import { type QueryBuilder, query } from '../../../lib/streaming/queries/query.ts';
import { endingsIn, type Flow, type FlowPipe, inWords, pipesOf } from '../../execution/support/flow.ts';

/** A stream that reads some tables. */
export const streamOf = (reads = ''): FlowPipe => ({ reads, mode: 'stream', run: EMPTY });

/** The plan of a flow. */
export const planned = (flow: Flow, strategy: Strategy = hybrid): Plan =>
  plan(new Registry().add(pipesOf(flow)).wiring(), undefined, { strategy });

/** A query that runs until it is stopped. */
export const endless: QueryBuilder = () => ({ progress$: NEVER, stop: () => EMPTY });

/** A query that comes to its own end. */
export const ending: QueryBuilder = () => ({ progress$: EMPTY, stop: () => EMPTY });

/** A set with a query for each builder, whose failures are final, with what its queries do noted in a few words. */
export function setOf(builders: Readonly<Record<string, QueryBuilder>>, signals = new Signals()) {
  const set = queries({ signals, recovery: false });
  const log: string[] = [];
  for (const [id, build] of Object.entries(builders)) set.register(query(id, build));
  set.states$.subscribe(({ queryId, state }) => log.push(`${queryId} ${state}`));
  return { set, log };
}

/** Runs a flow with a set, on an engine of its own unless told otherwise. */
export const running = (
  flow: Flow,
  set: Queries,
  options: Partial<RunHybridOptions> = {},
): Observable<HybridEvent> =>
  runHybrid(planned(flow), { engine: memoryEngine(), queries: set, ...options });

/** An event in a few words. */
export function hybridInWords(event: HybridEvent): string {
  switch (event.name) {
    case 'hybrid_started':
    case 'hybrid_completed':
    case 'hybrid_failed':
      return event.name;
    case 'stream_changed':
      return `${event.pipeId} ${event.status.state}`;
    case 'stream_ended':
      return `stream_ended ${event.pipeId} ${outcomeInWords(event.outcome)}`;
    default:
      return inWords(event);
  }
}

/** Events in a few words. */
export const told = (run$: Observable<HybridEvent>) => run$.pipe(map(hybridInWords));

/** How each pipe and each stream ended, in a few words. */
export function allEndings({ batch, streams }: HybridResult): Readonly<Record<string, string>> {
  const ids = streams?.pipeIds ?? [];
  return {
    ...(batch && endingsIn(batch)),
    ...(streams && Object.fromEntries(ids.map((id) => [id, outcomeInWords(streams.outcomeOf(id))]))),
  };
}

function outcomeInWords(outcome: StreamOutcome): string {
  switch (outcome.status) {
    case 'failed':
    case 'exhausted':
      return `${outcome.status}: ${outcome.error instanceof Error ? outcome.error.message : String(outcome.error)}`;
    case 'skipped':
      return ['skipped:', outcome.reason, outcome.upstream].filter(Boolean).join(' ');
    case 'left':
      return outcome.status;
    default:
      return `${outcome.status}: ${outcome.reason}`;
  }
}
