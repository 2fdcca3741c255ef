import { defer, forkJoin, map, type Observable, of, tap } from 'rxjs';
import { settle } from '../../operators/settle.ts';
import type { Durations } from '../planning/durations.ts';
import type { CacheAdvice } from '../planning/plan.ts';
import { cacheAdvising } from './cacheAdvising.ts';
import { unmovedMembers } from './incremental/unmovedMembers.ts';
import type { RunHost } from './runHost.ts';
import { SharedFrames } from './sharedFrames.ts';
import type { Emit } from './telling/runEmit.ts';

/** What is found out before the first pipe runs. */
export interface Prepared {
  readonly durations: Durations | undefined;
  readonly shared: SharedFrames | undefined;
  /** Members of which it is known that they have nothing new to read. */
  readonly unmoved: ReadonlySet<number>;
}

/**
 * Asks the journal how long pipes take, the engine which pipes have nothing new to read, and, where frames are to be kept, the engine how large what several
 * pipes read is. Who only listens has no engine asked: what is recommended then is what the plan says.
 */
export function preparing(host: RunHost): Observable<Prepared> {
  const unmoved$ = unmovedMembers(host);
  if (!unmoved$) return advised(host).pipe(map((known) => ({ ...known, unmoved: new Set() })));
  return forkJoin({ known: advised(host), unmoved: unmoved$ }).pipe(
    map(({ known, unmoved }) => ({ ...known, unmoved })),
  );
}

function advised(host: RunHost): Observable<Omit<Prepared, 'unmoved'>> {
  const { options, agenda, signals } = host;
  const { autoCache } = options;
  const { plan } = agenda;
  const durations$ = durationsOf(host);
  if (plan && autoCache) {
    const advice$ = cacheAdvising(plan, host.engine, autoCache === true ? {} : autoCache).pipe(
      tap((advice) => recommend(advice, host)),
    );
    return forkJoin({ durations: durations$, advice: advice$ }).pipe(
      map(({ durations, advice }) => ({ durations, shared: sharedFrames(advice, host) })),
    );
  }
  if (plan && signals.observed('orchestrator.cache_recommended')) recommend(plan.cacheAdvice, host);
  return durations$.pipe(map((durations) => ({ durations, shared: undefined })));
}

function durationsOf({ options, tell, runId, scheduler }: RunHost): Observable<Durations | undefined> {
  const { durations, journal } = options;
  if (durations || !journal) return of(durations);
  return defer(() => journal.durations()).pipe(
    settle<Durations, Durations | undefined>({
      completed: (known) => of(known),
      failed: (error) => {
        tell({ name: 'journal_failed', runId, at: scheduler.now(), pipeId: undefined, error });
        return of(undefined);
      },
    }),
  );
}

function recommend(advice: readonly CacheAdvice[], { operationOf, runId }: RunHost): void {
  const emit = operationOf('').emit as Emit;
  for (const { entityId, level, consumers, reason, estimatedBytes } of advice)
    emit('orchestrator.cache_recommended', () => ({
      ...{ runId, entityId, level, consumers, reason },
      ...(estimatedBytes === undefined ? {} : { estimatedBytes }),
    }));
}

function sharedFrames(advice: readonly CacheAdvice[], host: RunHost): SharedFrames {
  const { agenda, tell, runId, scheduler } = host;
  return new SharedFrames({
    ...{ agenda, advice },
    asked: (name, { pipe }, entityId) =>
      tell({ name, runId, at: scheduler.now(), pipeId: pipe.id, entityId }),
  });
}
