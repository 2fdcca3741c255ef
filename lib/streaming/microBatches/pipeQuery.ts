import { AsyncSubject, finalize } from 'rxjs';
import { writerLineage } from '../../data/lineage/writerLineage.ts';
import { reportingEngine } from '../../data/reporting/reportingEngine.ts';
import type { WriteMode } from '../../data/writeMode.ts';
import { DefinitionError } from '../../definitions/definitionError.ts';
import type { Entity } from '../../definitions/entity.ts';
import type { Pipe } from '../../definitions/pipe.ts';
import { writeModeOf } from '../../definitions/writeModeOf.ts';
import { type Query, type QueryBuilder, query } from '../queries/query.ts';
import type { QueryReads } from '../restarts/queryDependencies.ts';
import type { BatchSetup } from './batchRun.ts';
import { changesDriver } from './changesDriver.ts';
import { checkpointScope } from './checkpoint.ts';
import { microBatches } from './microBatches.ts';
import type { PipeQueryOptions } from './pipeQueryOptions.ts';
import { pipeQueryProblems } from './pipeQueryProblems.ts';
import { sourceDriver } from './sourceDriver.ts';
import { standingOf } from './standingOf.ts';

/** A pipe that runs as a stream, and what it reads, for `QueryDependencies`. */
export interface PipeQuery extends Query {
  readonly reads: QueryReads;
  /** The entity whose changes drive it; nothing where a source does. */
  readonly drivenBy: Entity | undefined;
}

/**
 * Makes a query of a pipe, under its id: it takes what is new of its first input in small batches, from its
 * checkpoint on, runs the pipe on each, and writes what comes of it together with the checkpoint in one transaction.
 * So each row counts exactly once, whatever crashes, and a run that was overtaken by a newer one commits nothing.
 *
 * - emits the progress of each batch once it is committed; one without rows says that there was nothing to do
 * - completes when no more rows can come: with `available_now`, and when its source completes
 * - errors when a batch fails, which has then written nothing; a conflict is tried again first
 * - on unsubscribe, ends after the batch that is under way; one that takes longer than the query has to stop
 *   writes nothing
 */
export function pipeQuery(pipe: Pipe, options: PipeQueryOptions): PipeQuery {
  const problems = pipeQueryProblems(pipe, options);
  if (problems.length > 0) throw new DefinitionError(`query of the pipe "${String(pipe?.id)}"`, problems);
  const { name = pipe.name, readers = 1 } = options;
  const reads = readsOf(pipe, options);
  const made = query(pipe.id, builderOf(pipe, options), {
    ...{ name, readers },
    checkpoint: `${options.engine.name}:${checkpointScope}/${pipe.id}`,
    dependencies: pipe.inputs.map(({ id }) => id),
  });
  const drivenBy = options.source ? undefined : pipe.inputs[0];
  return Object.assign(made, { reads, drivenBy });
}

function builderOf(pipe: Pipe, options: PipeQueryOptions): QueryBuilder {
  const lineage = lineageOf(pipe, options);
  return (context) => {
    const { scheduler } = context;
    const { signals, readers = 1 } = options;
    const engine = signals ? reportingEngine(options.engine, signals.emit, { scheduler }) : options.engine;
    const entity = pipe.inputs[0] as Entity;
    const open = driverOf(entity, options);
    const mode = modeOf(pipe, options);
    const setup: BatchSetup = { pipe, options, engine, entity, open, mode, readers, lineage };
    const over$ = new AsyncSubject<never>();
    const progress$ = microBatches(setup, context).pipe(finalize(() => over$.complete()));
    // It hears by itself that it is to stop, and then takes the time that its batch needs.
    return { progress$, stop: () => over$ };
  };
}

function lineageOf({ id, output, options: { lineage: own } }: Pipe, { lineage }: PipeQueryOptions) {
  const made = writerLineage({ id, output, lineage: own }, lineage);
  return made && 'layer' in made ? made : undefined;
}

function driverOf(entity: Entity, { source, rows, startAt = 'beginning', trigger }: PipeQueryOptions) {
  if (source) return sourceDriver(source.open);
  const usual = entity.keys.length > 0 ? 'latest' : 'appended';
  return changesDriver({ rows: rows ?? usual, startAt, ends: trigger === 'available_now' });
}

function modeOf({ output, options: { write } }: Pipe, options: PipeQueryOptions): WriteMode | undefined {
  if (!output) return undefined;
  return options.write ?? { mode: writeModeOf(output, write, true) };
}

function readsOf({ id, inputs }: Pipe, options: PipeQueryOptions): QueryReads {
  const { engine, source, reads = {}, upstreams = [] } = options;
  const dimensions = inputs
    .slice(1)
    .map(({ id: entityId }) => ({ entityId, kind: reads[entityId] ?? ('joinedLive' as const) }));
  const entity = inputs[0] as Entity;
  const about = { queryId: id, engine, entity, byChanges: source === undefined };
  return Object.freeze({ dimensions, upstreams: [...upstreams], standing: () => standingOf(about) });
}
