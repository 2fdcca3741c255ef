import { defer, map, type Observable, of, type SchedulerLike, timer } from 'rxjs';
import type { Store } from './store.ts';

/** What the parts of a memory engine work with. */
export interface MemoryHost {
  readonly store: Store;
  readonly batchSize: number;
  readonly history: number;
  readonly scheduler: SchedulerLike;
  /** Makes a value when its time has come, unless the store is closed by then. */
  readonly answer: <T>(make: () => T) => Observable<T>;
}

/** Answers over a store, at once or after some time. */
export function answering(store: Store, latency: number, scheduler: SchedulerLike): MemoryHost['answer'] {
  return (make) => {
    const made = () => {
      store.assertOpen();
      return make();
    };
    return latency > 0 ? timer(latency, scheduler).pipe(map(made)) : defer(() => of(made()));
  };
}
