import {
  asyncScheduler,
  catchError,
  concat,
  concatMap,
  defer,
  ignoreElements,
  type Observable,
  of,
  type SchedulerLike,
  tap,
  throwError,
} from 'rxjs';
import { failureOf } from '../signals/failureOf.ts';
import { Signals } from '../signals/signals.ts';
import { emits } from './emits.ts';
import { engineFor, type OwnedEngine } from './engineFor.ts';
import { ingestFor } from './ingestFor.ts';
import { journalFor } from './journalFor.ts';
import { lineageSetting } from './lineageSetting.ts';
import type { Project } from './project.ts';
import { queriesFor } from './queriesFor.ts';
import type { Runtime } from './runtime.ts';
import { streamsFor } from './streamsFor.ts';
import { watermarksFor } from './watermarksFor.ts';

/** What a system is brought up with. */
export interface BootstrapOptions {
  /** Where it tells what happens. @default a bus of its own, to which the observers of the project listen */
  readonly signals?: Signals;
  /** What it is used for, for signals. @default 'local' */
  readonly environment?: string;
  /** The clock. @default asyncScheduler */
  readonly scheduler?: SchedulerLike;
}

/**
 * Brings up the system that a project describes; the one place that knows every part of it.
 *
 * - emits the running system, once; whoever has it closes it
 * - completes after that
 * - errors when its engine cannot be had or its settings make no sense
 * - on unsubscribe before that, nothing is brought up
 */
export function bootstrap(
  project: Project,
  {
    scheduler = asyncScheduler,
    signals = new Signals({ scheduler }),
    environment = 'local',
  }: BootstrapOptions = {},
): Observable<Runtime> {
  return defer(() => {
    const startedAt = scheduler.now();
    const took = () => ({ durationSeconds: (scheduler.now() - startedAt) / 1_000 });
    const appName = project.name;
    const { emit } = signals.emitter(emits);
    const { observers = {} } = project.settings;
    const heard = Object.entries(observers).map(([name, observer]) => signals.observe(name, observer));
    const leave = () => heard.forEach((one) => void one.unsubscribe());
    let failedPhase = 'engine';
    emit('bootstrap.started', () => ({ appName, environment }));
    const opened$ = engineFor(project, { scheduler }).pipe(
      concatMap((owned) =>
        defer(() => {
          failedPhase = 'settings';
          return of(runtimeOf(project, owned, { signals, scheduler, leave }));
        }).pipe(
          catchError((error: unknown) =>
            concat(
              owned.close().pipe(ignoreElements()),
              throwError(() => error),
            ),
          ),
        ),
      ),
    );
    return opened$.pipe(
      tap(() =>
        emit('bootstrap.framework_ready', () => ({ appName, platform: 'node', environment, ...took() })),
      ),
      catchError((error: unknown) => {
        emit('bootstrap.failed', () => ({ appName, failedPhase, ...failureOf(error), ...took() }));
        leave();
        throw error;
      }),
    );
  });
}

interface Parts {
  readonly signals: Signals;
  readonly scheduler: SchedulerLike;
  readonly leave: () => void;
}

function runtimeOf(project: Project, owned: OwnedEngine, { leave, ...by }: Parts): Runtime {
  const { definitions, settings } = project;
  const { engine, close } = owned;
  const { journal, lasts } = journalFor(settings, engine);
  const queries = queriesFor(project, by);
  return {
    ...{ project, engine, journal, queries, ...by, journalLasts: lasts },
    streams: streamsFor(project, { engine, queries, ...by }),
    watermarks: watermarksFor(engine, by),
    ingest: ingestFor(project, { engine, ...by }),
    runOptions: { ...lineageSetting(project), ...settings.run, engine, definitions, journal, ...by },
    close: () =>
      concat(
        close().pipe(ignoreElements()),
        defer(() => of(leave())),
      ),
  };
}
