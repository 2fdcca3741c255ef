import { setTimeout } from 'node:timers/promises';
import {
  type Engine,
  type FileStorage,
  type IngestEvent,
  ingest,
  ingestWatched,
  localFiles,
} from 'rekindle';
import { firstValueFrom, lastValueFrom, tap, toArray } from 'rxjs';
import type { WorkHost } from '../judging/workload.ts';
import { markedStorage } from '../living/markedStorage.ts';
import { filesIn } from './arrivals.ts';
import { deliveriesUpTo, LANDING } from './deliveries.ts';
import { ingestions } from './ingestions.ts';

/** Takes in what arrives until all is in: by watching, or by looking again and again. */
export async function work(engine: Engine, host: WorkHost): Promise<boolean> {
  const { folder, life, marks } = host;
  const storage = markedStorage(localFiles(filesIn(folder)), marks, life % 3 !== 0);
  const options = { engine, storage };
  if (life % 2 === 0) {
    while (!(await isOver(options, host)))
      await lastValueFrom(ingest(ingestions, options).pipe(tap((event) => tell(event, host))));
    return true;
  }
  const watch = { every: 10, settle: 5 };
  let failed: (error: unknown) => void = () => undefined;
  const failure = new Promise<never>((_, reject) => {
    failed = reject;
  });
  const watching = ingestWatched(ingestions, { ...options, watch })
    .pipe(tap((event) => tell(event, host)))
    .subscribe({ error: failed });
  const over = (async () => {
    while (!(await isOver(options, host))) await setTimeout(5);
  })();
  await Promise.race([over, failure]);
  watching.unsubscribe();
  return true;
}

interface Place {
  readonly engine: Engine;
  readonly storage: FileStorage;
}

/** Whether every good file is in, and none is left where it was delivered. */
async function isOver({ engine, storage }: Place, { seed, steps }: WorkHost): Promise<boolean> {
  const left = await firstValueFrom(storage.list(LANDING).pipe(toArray()));
  if (left.length > 0) return false;
  const known = await Promise.all(ingestions.map(({ id }) => firstValueFrom(engine.notes(`files:${id}`))));
  const good = deliveriesUpTo(seed, steps).filter(({ isBad }) => !isBad);
  return good.length > 0 && known.reduce((sum, { size }) => sum + size, 0) === good.length;
}

function tell(event: IngestEvent, { told }: WorkHost): void {
  if (event.name === 'batch_written') {
    told(`commit batch ${event.ingestion.id}`);
    if (event.rejected > 0) told(`commit rejects ${event.ingestion.id}`);
  }
  if (event.name === 'file_ingested') told(`file ${event.ingestion.id} ${event.file.path}`);
  if (event.name === 'entry_ended' && event.entry.status !== 'succeeded') throw event.entry.error;
}
