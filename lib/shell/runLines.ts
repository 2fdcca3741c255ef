import type { PipeOutcome } from '../execution/pipeState.ts';
import { readableSpan } from '../execution/readableSpan.ts';
import type { RunEvent } from '../execution/runEvent.ts';
import type { RunResult } from '../execution/runRecord.ts';
import type { Stall } from '../execution/stall.ts';
import { counted } from '../planning/counted.ts';
import { oneLine } from '../planning/oneLine.ts';
import { readableId } from '../planning/readableId.ts';
import { shortList } from '../planning/shortList.ts';
import { checkText, staleText } from './checkText.ts';
import { errorText } from './errorText.ts';
import { jsonText } from './jsonText.ts';
import type { Look, Paint } from './paint.ts';
import { rowsText } from './rowsText.ts';

/** How a run is told. */
export interface RunLinesOptions {
  readonly paint: Paint;
  /** Whether it is told that a pipe starts, as nothing else shows that it runs. */
  readonly starts: boolean;
}

/** What is told of an event of a run, a line each; nothing of most. */
export function runLines(event: RunEvent, { paint, starts }: RunLinesOptions): readonly string[] {
  const line = (mark: string, look: Look, text: string) => `  ${paint(mark.padEnd(9), look)} ${text}`;
  switch (event.name) {
    case 'run_started':
      return [
        `run ${event.runId}: ${counted(event.run.pipeIds.length, 'pipe')}`,
        ...event.warnings.map(({ message }) => line('warning', 'warn', oneLine(message))),
      ];
    case 'pipe_started':
      return starts ? [line('start', 'faint', readableId(event.pipeId))] : [];
    case 'pipe_retrying': {
      const { pipeId, attempt, maxAttempts, delayMs, error } = event;
      const when = `attempt ${attempt} of ${maxAttempts} failed, the next in ${readableSpan(delayMs)}`;
      return [line('retry', 'warn', `${readableId(pipeId)}: ${when}: ${errorText(error)}`)];
    }
    case 'pipe_logged': {
      const { pipeId, level, message, fields } = event;
      const more = fields === undefined ? '' : ` ${jsonText(fields)}`;
      const look = level === 'error' ? 'bad' : level === 'warn' ? 'warn' : 'faint';
      return [line(level, look, `${readableId(pipeId)}: ${oneLine(message)}${more}`)];
    }
    case 'entity_checked':
      return event.checks
        .filter(({ status }) => status !== 'passed')
        .map((check) => line('check', check.severity === 'fail' ? 'bad' : 'warn', checkText(check)));
    case 'entity_stale':
      return [line('stale', 'warn', staleText(event.freshness))];
    case 'pipe_ended': {
      const [look, text] = outcomeText(event.outcome);
      return [line(MARKS[event.outcome.status], look, `${readableId(event.pipeId)}${text}`)];
    }
    case 'run_stalled':
      return [line('stalled', 'warn', stallText(event.stall))];
    case 'journal_failed':
      return [line('journal', 'warn', `could not be written: ${errorText(event.error)}`)];
    case 'run_completed':
    case 'run_failed':
      return [resultText(event.result, paint)];
    default:
      return [];
  }
}

const MARKS: Readonly<Record<PipeOutcome['status'], string>> = {
  succeeded: 'ok',
  failed: 'failed',
  skipped: 'skipped',
  cancelled: 'cancelled',
};

function outcomeText(outcome: PipeOutcome): readonly [Look, string] {
  const { startedAt, endedAt } = outcome;
  const took = startedAt === undefined ? '' : ` in ${readableSpan(endedAt - startedAt)}`;
  switch (outcome.status) {
    case 'succeeded':
      return ['good', `  ${rowsText(outcome.rows)}${took}`];
    case 'failed': {
      const attempts = outcome.attempts > 1 ? ` (${outcome.attempts} attempts)` : '';
      return ['bad', `${took}${attempts}: ${errorText(outcome.error)}`];
    }
    case 'skipped':
      return ['faint', `  ${skipText(outcome)}`];
    case 'cancelled':
      return [
        'warn',
        `${took}: ${oneLine(outcome.reason)}${outcome.abandoned ? '; it was left behind' : ''}`,
      ];
  }
}

function skipText({ reason, upstream, because }: Extract<PipeOutcome, { status: 'skipped' }>): string {
  switch (reason) {
    case 'upstream_failed':
      return `because ${upstream === undefined ? 'a pipe before it' : readableId(upstream)} failed`;
    case 'no_data':
      return 'there is nothing new';
    case 'vetoed':
      return oneLine(because ?? 'it was vetoed');
    case 'unchanged':
      return 'it succeeded before, and nothing has changed since';
    case 'not_selected':
      return 'it was not asked for';
  }
}

function stallText({ silentMs, running, waiting, waitingCount }: Stall): string {
  const runs = running.map(
    ({ pipeId, runningMs }) => `${readableId(pipeId)} for ${readableSpan(runningMs)}`,
  );
  const [first] = waiting;
  const waits =
    first && `; ${readableId(first.pipeId)} waits for ${shortList(first.waitsFor, 3) || 'a slot'}`;
  const more = waitingCount > 1 ? `, and ${waitingCount - 1} more wait` : '';
  return `nothing has happened for ${readableSpan(silentMs)}; running: ${runs.join(', ') || 'nothing'}${waits ?? ''}${more}`;
}

function resultText(
  { runId, status, elapsedMs, counts, cancelling, error }: RunResult,
  paint: Paint,
): string {
  const parts = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`);
  const look = status === 'succeeded' ? 'good' : status === 'failed' ? 'bad' : 'warn';
  const how = paint(status === 'cancelled' ? 'was cancelled' : status, look);
  const why = error === undefined ? (cancelling ?? '') : errorText(error);
  const because = why === '' ? '' : ` (${oneLine(why)})`;
  return `run ${runId} ${how} after ${readableSpan(elapsedMs)}: ${parts.join(', ') || 'no pipe'}${because}`;
}
