import {
  catchError,
  concat,
  defer,
  exhaustMap,
  map,
  NEVER,
  type Observable,
  of,
  type SchedulerLike,
  take,
  throwError,
  timeout,
  timer,
} from 'rxjs';
import type { EngineRunStatus } from './engineEvent.ts';

/** What an engine answered, and to which question. */
export type Answer =
  | {
      readonly kind: 'answer';
      readonly question: number;
      readonly statuses: readonly EngineRunStatus[];
    }
  | { readonly kind: 'poll_failed'; readonly error: unknown };

export interface PollsOptions {
  /** Numbers a question, just before it is asked. */
  readonly ask: () => number;
  readonly every: number;
  readonly scheduler: SchedulerLike;
}

/** Asks again and again, never twice at once; a question that fails, or takes longer than `every`, is told, and the next one asked. */
export function polls(
  poll: () => Observable<readonly EngineRunStatus[]>,
  { ask, every, scheduler }: PollsOptions,
): Observable<Answer> {
  const once = defer(() => {
    const question = ask();
    // One that ends without an answer has not failed by itself, and must not pass for one.
    return concat(poll(), unanswered).pipe(
      take(1),
      timeout({ first: every, scheduler }),
      map((answer): Answer => ({ kind: 'answer', question, statuses: checked(answer) })),
    );
  }).pipe(catchError((error: unknown) => of<Answer>({ kind: 'poll_failed', error })));
  return every === Number.POSITIVE_INFINITY
    ? NEVER
    : timer(every, every, scheduler).pipe(exhaustMap(() => once));
}

const unanswered = throwError(() => new Error('expected the states of runs from poll, got none'));

function checked(answer: readonly EngineRunStatus[]): readonly EngineRunStatus[] {
  if (!Array.isArray(answer))
    throw new TypeError(`expected a list of runs from poll, got ${typeof answer}`);
  const wrong = answer.findIndex((status) => typeof status?.queryId !== 'string');
  if (wrong >= 0)
    throw new TypeError(`expected a queryId in each run from poll, got none in number ${wrong}`);
  return answer;
}
