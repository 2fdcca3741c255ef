import { defer, type Observable, tap } from 'rxjs';
import { failureOf } from '../../signals/failureOf.ts';
import { cancelled, type Failure } from './failure.ts';
import type { Outcome, Reporting } from './reporting.ts';

/**
 * Holds back what the changes inside of a transaction came to until it is over. Then they are told in their
 * order: as done after the commit, and as failed, with what ended the transaction, when there was none.
 */
export function reportedTransaction<T>(
  transaction: (settle: Reporting['settle']) => Observable<T>,
): Observable<T> {
  return defer(() => {
    const held: Outcome[] = [];
    const fail = (failure: Failure) => {
      for (const { fails } of held) fails(failure);
    };
    return transaction((outcome) => held.push(outcome)).pipe(
      tap({
        complete: () => {
          for (const { holds } of held) holds();
        },
        error: (error: unknown) => fail(failureOf(error)),
        unsubscribe: () => fail(cancelled),
      }),
    );
  });
}
