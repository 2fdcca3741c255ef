import {
  type Engine,
  engineJournal,
  hybrid,
  type IngestEvent,
  type Ingestion,
  type IngestResult,
  ingest,
  pipeQueries,
  plan,
  QueryDependencies,
  queries,
  queryRestarts,
  Registry,
  RunFailedError,
  run,
  Signals,
  stream,
  toIngestResult,
  toResult,
  watchDimensions,
} from 'rekindle';
import { lastValueFrom, map, tap } from 'rxjs';
import { customers } from './entities.ts';
import { ingestions } from './ingestions.ts';
import { pipes } from './pipes.ts';
import { rekindle } from './rekindle.ts';
import { priceOrders, reads } from './streams.ts';

/** What became of files. */
export interface Taken extends IngestResult {
  readonly bad: readonly FileFailed[];
}

type FileFailed = Extract<IngestEvent, { readonly name: 'file_failed' }>;

/** Brings the shop up: where its rows are, and what can be done with them. Nothing runs yet. */
export function openShop() {
  const engine = rekindle.engine();
  const signals = new Signals();
  const definitions = new Registry().add(...ingestions, ...pipes, priceOrders);
  const options = {
    lineage: rekindle.lineage,
    engine,
    signals,
    definitions,
    journal: engineJournal(engine),
  };
  return {
    engine,
    signals,
    streaming: streamingOf(engine, signals, definitions),
    takeIn: (which: readonly Ingestion[]) => takenIn(which, engine, signals),
    run: async (pipeIds: readonly string[]) => {
      const result = await lastValueFrom(run(pipeIds, options).pipe(toResult()));
      if (result.status !== 'succeeded') throw new RunFailedError(result);
      return result;
    },
    close: () => lastValueFrom(engine.close(), { defaultValue: undefined }),
  };
}

async function takenIn(which: readonly Ingestion[], engine: Engine, signals: Signals): Promise<Taken> {
  const bad: FileFailed[] = [];
  const events$ = ingest(which, { engine, signals, ...rekindle.ingest }).pipe(
    tap((event) => {
      if (event.name === 'file_failed') bad.push(event);
    }),
  );
  return { ...(await lastValueFrom(events$.pipe(toIngestResult()))), bad };
}

/** Its streams, and what restarts them when a dimension changes that they captured. */
function streamingOf(engine: Engine, signals: Signals, definitions: Registry) {
  const streams = plan(definitions.wiring(), [priceOrders.id], { strategy: hybrid });
  const all = queries({ signals });
  const dependencies = new QueryDependencies();
  for (const one of pipeQueries(streams, { engine, signals, reads, maxRows: 2_500 })) {
    all.register(one);
    dependencies.register(one.id, one.reads);
  }
  const { follow, preview } = queryRestarts(all, { dependencies, quietPeriod: 50 });
  const pushes$ = signals.of('entity.version_updated').pipe(map(({ payload }) => payload));
  const changes$ = watchDimensions([customers], { engine, signals, pushes$ });
  return {
    run$: all.run$,
    start$: stream(streams, { queries: all }),
    progress$: all.progress$,
    changes$,
    preview,
    restarts$: changes$.pipe(follow),
    metrics: () => all.metrics(priceOrders.id),
  };
}
