import {
  asyncScheduler,
  concatMap,
  debounceTime,
  defer,
  ignoreElements,
  map,
  merge,
  NEVER,
  type Observable,
  repeat,
  retry,
  type SchedulerLike,
  Subject,
  take,
  tap,
  timer,
  toArray,
} from 'rxjs';
import type { FileStorage, StoredFile } from './fileStorage.ts';
import { marked, type Settling, settled } from './settled.ts';

export interface WatchFolderOptions {
  /** How long size and time of a file have to stay the same before it counts as complete. @default 2_000 */
  readonly settle?: number;
  /** How often the folder is looked at when nobody says that something changed. @default 10_000 */
  readonly every?: number;
  /**
   * Ending of a marker that stands beside a complete file: with `.done`, `a.csv` is complete when `a.csv.done` is
   * there. Markers are no files themselves. @default no marker is waited for
   */
  readonly marker?: string;
  /** Endings of files that are still being written. @default ['.tmp', '.part', '.crdownload'] */
  readonly partial?: readonly string[];
  /** Is told why the folder could not be looked at. @default nobody is told */
  readonly onError?: (error: unknown) => void;
  /** The clock. @default asyncScheduler */
  readonly scheduler?: SchedulerLike;
}

/**
 * The files of a folder, each when it is complete, those that are there already among them. One that changes comes
 * again; one that was renamed is another. What the storage says of changes only makes it look sooner: each file that
 * stays long enough is found by looking.
 *
 * - emits each file once it has not changed for `settle`, and its marker is there
 * - completes never
 * - errors when `onError` throws; a folder that cannot be looked at is looked at again after `every`
 * - on unsubscribe, stops looking
 */
export function watchFolder(
  storage: FileStorage,
  path: string,
  {
    settle = 2_000,
    every = 10_000,
    marker,
    partial = ['.tmp', '.part', '.crdownload'],
    onError = () => {},
    scheduler = asyncScheduler,
  }: WatchFolderOptions = {},
): Observable<StoredFile> {
  refuseUnusable(settle, every);
  const again = { delay: () => timer(every, scheduler) };
  const told = tap<never>({ error: onError });
  return defer(() => {
    const known = new Map<string, Settling>();
    const stirred$ = new Subject<void>();
    let isStirred = false;
    // Only a hint: without it, or while it fails, looking finds the same.
    const hints$ = defer(() => storage.changes?.(path) ?? NEVER).pipe(
      tap(() => {
        isStirred = true;
        stirred$.next();
      }),
      ignoreElements(),
      told,
      retry(again),
    );
    const look$ = defer(() => {
      isStirred = false;
      return storage.list(path);
    }).pipe(
      toArray(),
      map((files) => files.filter((file) => !partial.some((ending) => file.path.endsWith(ending)))),
      map((files) => (marker === undefined ? files : marked(files, marker))),
      concatMap((files) => settled(files, known, { settle, now: scheduler.now() })),
    );
    const next = () => Math.min(every, soonest(known, settle) - scheduler.now());
    // Many hints come at once, as for each piece that is written, and are one.
    const sooner$ = () =>
      isStirred ? timer(SOON, scheduler) : stirred$.pipe(debounceTime(SOON, scheduler));
    const pause = () => merge(timer(Math.max(SOON, next()), scheduler), sooner$()).pipe(take(1));
    return merge(hints$, look$.pipe(tap({ error: onError }), retry(again), repeat({ delay: pause })));
  });
}

/** The least that is waited between two looks, in milliseconds. */
const SOON = 50;

/** When the next file can be complete. */
function soonest(known: ReadonlyMap<string, Settling>, settle: number): number {
  let at = Number.POSITIVE_INFINITY;
  for (const { since, isTold } of known.values()) if (!isTold) at = Math.min(at, since + settle);
  return at;
}

function refuseUnusable(settle: number, every: number): void {
  if (!(settle >= 0 && settle < 2 ** 31))
    throw new RangeError(`expected settle to be a number of ms that a timer can wait, got ${settle}`);
  if (!(every > 0 && every < 2 ** 31))
    throw new RangeError(
      `expected every to be a positive number of ms that a timer can wait, got ${every}`,
    );
}
