import { problem } from '../definitions/problem.ts';
import { received } from '../definitions/received.ts';
import { checkRunOptions, RunOptionsError } from '../execution/checkRunOptions.ts';
import type { RunOptions } from '../execution/runOptions.ts';
import { type RunSetup, runSetup } from '../execution/runSetup.ts';
import { batchPart } from '../planning/batchPart.ts';
import type { Plan } from '../planning/plan.ts';
import type { Signals } from '../signals/signals.ts';
import type { Queries } from '../streaming/queries/queries.ts';
import { streamGenerations } from '../streaming/streamGenerations.ts';

/** How a plan of pipes that run once and of streams is run. */
export interface RunHybridOptions extends RunOptions {
  /** Where a query is registered for each stream of the plan, under its id. */
  readonly queries: Queries;
  /** Where the run tells what happens: the bus of the queries. @default that one */
  readonly signals?: Signals;
}

/** Everything about a run that is settled before anybody subscribes to it. */
export interface HybridSetup {
  readonly plan: Plan;
  readonly options: RunOptions;
  readonly queries: Queries;
  /** The pipes that run once; nothing where there are none. */
  readonly batch: RunSetup | undefined;
  /** The streams that start side by side, consumers first. */
  readonly generations: readonly (readonly string[])[];
}

/** Settles what is to be run and how, and refuses what cannot be. */
export function hybridSetup(plan: Plan, { queries, ...given }: RunHybridOptions): HybridSetup {
  checkRunOptions(given);
  refuseOtherQueries(queries, given);
  const part = batchPart(plan);
  const generations = streamGenerations(plan, queries);
  const options = { ...given, signals: queries.signals };
  return { plan, options, queries, generations, batch: part && runSetup(part, options) };
}

function refuseOtherQueries(queries: Queries, { signals }: RunOptions): void {
  if (typeof queries?.start !== 'function')
    throw new RunOptionsError([problem('queries', `expected a set of queries, got ${received(queries)}`)]);
  if (signals !== undefined && signals !== queries.signals)
    throw new RunOptionsError([problem('signals', 'expected the bus of the queries, got another one')]);
}
