import { defer, EMPTY, type Observable } from 'rxjs';
import { settle } from '../../../operators/settle.ts';
import { failureOf } from '../../signals/failureOf.ts';
import type { PipeOutcome } from '../pipeState.ts';
import type { RunResult } from '../runRecord.ts';
import type { Journal, JournalEntry } from './journal.ts';

/** What a run does with a journal. None of it ever errors: what goes wrong is told. */
export interface Journaling {
  readonly started: (
    run: Pick<Started, 'at' | 'resumes' | 'pipeIds' | 'fingerprints'>,
  ) => Observable<never>;
  readonly ended: (outcome: PipeOutcome) => Observable<never>;
  readonly closed: (result: RunResult) => Observable<never>;
}

type Started = Extract<JournalEntry, { readonly kind: 'run_started' }>;

/** Writes a run into a journal; `broken` is told when that fails, and of which pipe it was. */
export function journaling(
  journal: Journal,
  runId: string,
  broken: (error: unknown, pipeId: string | undefined) => void,
): Journaling {
  const append = (entry: () => JournalEntry, pipeId?: string): Observable<never> =>
    defer(() => journal.append(entry())).pipe(
      settle<never, never>({
        completed: () => EMPTY,
        failed: (error) => {
          broken(error, pipeId);
          return EMPTY;
        },
      }),
    );
  return {
    started: (run) => append(() => ({ kind: 'run_started', runId, ...run })),
    ended: (outcome) => append(() => entryOf(runId, outcome), outcome.pipeId),
    closed: ({ endedAt: at, status }) => append(() => ({ kind: 'run_ended', runId, at, status })),
  };
}

function entryOf(runId: string, outcome: PipeOutcome): JournalEntry {
  const { status, pipeId, endedAt: at, startedAt } = outcome;
  return {
    kind: 'pipe_ended',
    runId,
    at,
    pipeId,
    status,
    reason: outcome.status === 'skipped' ? outcome.reason : undefined,
    error: outcome.status === 'failed' ? messageOf(outcome.error) : undefined,
    elapsedMs: startedAt === undefined ? undefined : Math.max(0, at - startedAt),
    attempts: outcome.status === 'skipped' ? 0 : outcome.attempts,
    rows: outcome.status === 'succeeded' ? outcome.rows : 0,
  };
}

function messageOf(error: unknown): string {
  const { error: message, errorType } = failureOf(error);
  return `${errorType}: ${message}`;
}
