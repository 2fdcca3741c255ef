import { catchError, EMPTY, type MonoTypeOperatorFunction } from 'rxjs';
import type { HybridRun } from './hybridRun.ts';

/** What a part fails with ends that part, and is told when all is over. */
export const noted = <T>({ errors }: HybridRun): MonoTypeOperatorFunction<T> =>
  catchError((error: unknown) => {
    errors.push(error);
    return EMPTY;
  });
