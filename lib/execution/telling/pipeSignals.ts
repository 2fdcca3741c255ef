import { tellChecks } from '../../data/checks/tellChecks.ts';
import { failureOf } from '../../signals/failureOf.ts';
import type { Agenda } from '../agenda.ts';
import type { PipeOutcome } from '../pipeState.ts';
import type {
  CacheAsked,
  EntityChecked,
  JournalFailed,
  PipeEnded,
  PipeLogged,
  PipeProgress,
  PipeRetrying,
  PipeStarted,
} from '../runEvent.ts';
import type { Emit } from './runEmit.ts';
import { seconds } from './seconds.ts';

/** What happens to one pipe. */
export type PipeEvent =
  | PipeStarted
  | PipeProgress
  | PipeLogged
  | PipeRetrying
  | EntityChecked
  | PipeEnded
  | CacheAsked
  | JournalFailed;

/** Tells what happens to a pipe. */
export function pipeSignals(event: PipeEvent, agenda: Agenda, emit: Emit): void {
  switch (event.name) {
    case 'pipe_started': {
      const { runId, pipeId, pipeIndex } = event;
      const totalPipes = agenda.pipes.length;
      emit('datapipes.before_pipe', () => ({
        runId,
        pipeId,
        pipeName: nameOf(pipeId, agenda),
        pipeIndex,
        totalPipes,
      }));
      break;
    }
    case 'pipe_ended':
      ended(event, agenda, emit);
      break;
    case 'entity_checked':
      tellChecked(event, entityNameOf(event, agenda), emit);
      break;
    case 'pipe_retrying': {
      const { runId, pipeId, attempt, maxAttempts, delayMs, error } = event;
      emit('datapipes.pipe_retrying', () => ({
        ...{ runId, pipeId, attempt, maxAttempts },
        delaySeconds: seconds(delayMs),
        ...failureOf(error),
      }));
      break;
    }
    default:
      saidBy(event, emit);
      break;
  }
}

function saidBy(event: PipeProgress | PipeLogged | CacheAsked | JournalFailed, emit: Emit): void {
  const { runId, pipeId } = event;
  switch (event.name) {
    case 'pipe_progress': {
      const { rows, step } = event;
      emit('datapipes.pipe_progress', () => ({ runId, pipeId: event.pipeId, rows, step }));
      break;
    }
    case 'pipe_logged': {
      const { level, message, fields } = event;
      const more = fields === undefined ? {} : { fields };
      emit('datapipes.pipe_logged', () => ({
        runId,
        pipeId: event.pipeId,
        level,
        message,
        ...more,
      }));
      break;
    }
    case 'cache_hit':
      emit('orchestrator.cache_hit', () => ({
        runId,
        entityId: event.entityId,
        pipeId: event.pipeId,
      }));
      break;
    case 'cache_miss':
      emit('orchestrator.cache_miss', () => ({
        runId,
        entityId: event.entityId,
        pipeId: event.pipeId,
      }));
      break;
    case 'journal_failed':
      emit('datapipes.journal_failed', () => ({
        runId,
        ...(pipeId === undefined ? {} : { pipeId }),
        ...failureOf(event.error),
      }));
      break;
  }
}

function ended({ runId, outcome }: PipeEnded, agenda: Agenda, emit: Emit): void {
  const who = () => ({ runId, pipeId: outcome.pipeId, pipeName: nameOf(outcome.pipeId, agenda) });
  switch (outcome.status) {
    case 'succeeded': {
      const { rows: rowsProcessed, attempts } = outcome;
      emit('datapipes.after_pipe', () => ({
        ...who(),
        rowsProcessed,
        attempts,
        ...tookOf(outcome),
      }));
      break;
    }
    case 'failed': {
      const { error, attempts, abandoned } = outcome;
      emit('datapipes.pipe_failed', () => ({
        ...who(),
        ...failureOf(error),
        attempts,
        abandoned,
        ...tookOf(outcome),
      }));
      break;
    }
    case 'skipped': {
      const { reason: skipReason, upstream, because } = outcome;
      emit('datapipes.pipe_skipped', () => ({
        ...who(),
        skipReason,
        ...(upstream === undefined ? {} : { upstream }),
        ...(because === undefined ? {} : { because }),
      }));
      break;
    }
    case 'cancelled': {
      const { reason, abandoned } = outcome;
      emit('datapipes.pipe_cancelled', () => ({ ...who(), reason, abandoned }));
      break;
    }
  }
}

const nameOf = (pipeId: string, { pipes, memberOf }: Agenda): string =>
  pipes[memberOf(pipeId) ?? -1]?.name ?? pipeId;

const entityNameOf = ({ pipeId, entityId }: EntityChecked, { pipes, memberOf }: Agenda): string =>
  pipes[memberOf(pipeId) ?? -1]?.output?.name ?? entityId;

const tookOf = ({ startedAt, endedAt }: PipeOutcome) => ({
  durationSeconds: startedAt === undefined ? 0 : seconds(endedAt - startedAt),
});

function tellChecked(
  { entityId, runId, pipeId, checks }: EntityChecked,
  entityName: string,
  emit: Emit,
): void {
  tellChecks({ entityId, entityName, runId, pipeId, checks }, emit);
}
