import {
  bootstrap,
  type IngestEvent,
  IngestionFailedError,
  type IngestResult,
  projectOf,
  RunFailedError,
  run,
  toIngestResult,
  toResult,
} from 'rekindle';
import { lastValueFrom, tap } from 'rxjs';
import { ingestions } from './ingestions.ts';
import { pipes } from './pipes.ts';
import { home, rekindle } from './rekindle.ts';
import { priceOrders } from './streams.ts';

/** What became of files. */
export interface Taken extends IngestResult {
  readonly bad: readonly FileFailed[];
}

type FileFailed = Extract<IngestEvent, { readonly name: 'file_failed' }>;

/** Brings the shop up: where its rows are, and what can be done with them. Nothing runs yet. */
export async function openShop() {
  const exports = { rekindle, ingestions, pipes, priceOrders };
  const runtime = await lastValueFrom(bootstrap(projectOf(home, [{ file: 'rekindle.ts', exports }])));
  const { engine, signals, queries, streams, runOptions } = runtime;
  streams.register();
  return {
    ...{ engine, signals, streams },
    running$: queries.run$,
    metrics: () => queries.metrics(priceOrders.id),
    takeIn: async (ingestionIds: readonly string[] = []): Promise<Taken> => {
      const bad: FileFailed[] = [];
      const events$ = runtime.ingest?.(ingestionIds, { watch: false }).pipe(
        tap((event) => {
          if (event.name === 'file_failed') bad.push(event);
        }),
      );
      if (!events$) throw new Error('expected the shop to define ingestions, got none');
      const result = await lastValueFrom(events$.pipe(toIngestResult()));
      if (result.status === 'failed') throw new IngestionFailedError(result);
      return { ...result, bad };
    },
    run: async (pipeIds: readonly string[]) => {
      const result = await lastValueFrom(run(pipeIds, runOptions).pipe(toResult()));
      if (result.status !== 'succeeded') throw new RunFailedError(result);
      return result;
    },
    close: () => lastValueFrom(runtime.close()),
  };
}
