import type { Operation } from '../../signals/operation.ts';
import type { Signals } from '../../signals/signals.ts';
import type { Agenda } from '../agenda.ts';
import { violation } from '../checks/freshness.ts';
import type { JournalFailed, RunEvent } from '../runEvent.ts';
import { type PipeEvent, pipeSignals } from './pipeSignals.ts';
import { planSignals } from './planSignals.ts';
import type { Emit } from './runEmit.ts';
import { runEndSignals } from './runEndSignals.ts';

/** Tells the events of a run as signals. */
export interface RunSignals {
  readonly tell: (event: RunEvent) => void;
  /** The operation of a pipe that runs. */
  readonly operationOf: (pipeId: string) => Operation;
}

/** All signals of a run carry its id. The run is an operation, and so is each of its pipes. */
export function runSignals(
  signals: Signals,
  run: Operation,
  agenda: Agenda,
  fromCache: boolean,
): RunSignals {
  const emit = run.emit as Emit;
  const pipes = new Map<string, Operation>();
  const operationOf = (pipeId: string) => pipes.get(pipeId) ?? run;
  const tell = (event: RunEvent): void => {
    if (signals.deserted) return;
    switch (event.name) {
      case 'run_started':
      case 'generation_started':
      case 'generation_completed':
      case 'run_stalled':
        planSignals(event, agenda, fromCache, emit);
        break;
      case 'run_completed':
      case 'run_failed':
        runEndSignals(event.result, emit);
        break;
      case 'entity_stale':
        emit('entity.freshness_violated', () => violation(event.freshness));
        break;
      case 'journal_failed':
        pipeSignals(event, agenda, emit);
        break;
      default:
        tellOfPipe(event);
    }
  };
  const tellOfPipe = (event: Exclude<PipeEvent, JournalFailed>): void => {
    const { pipeId, name } = event;
    if (name === 'pipe_started') pipes.set(pipeId, run.operation('pipe'));
    pipeSignals(event, agenda, operationOf(pipeId).emit as Emit);
    if (name === 'pipe_ended') pipes.delete(pipeId);
  };
  return { tell, operationOf };
}
