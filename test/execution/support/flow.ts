import { catchError, EMPTY, filter, isObservable, map, type Observable } from 'rxjs';
import { memoryEngine } from '../../../lib/data/memory/memoryEngine.ts';
import { type Entity, entity } from '../../../lib/definitions/entity.ts';
import { type Pipe, pipe } from '../../../lib/definitions/pipe.ts';
import type { PipeMode, PipeSettings } from '../../../lib/definitions/pipeSettings.ts';
import type { PipeState } from '../../../lib/execution/pipeState.ts';
import { run } from '../../../lib/execution/run.ts';
import type { RunEvent } from '../../../lib/execution/runEvent.ts';
import type { RunOptions } from '../../../lib/execution/runOptions.ts';
import type { RunRecord } from '../../../lib/execution/runRecord.ts';
import { toResult } from '../../../lib/execution/toResult.ts';

type Body = Pipe['run'];

/** A pipe that is more than its body. */
export interface FlowPipe extends PipeSettings {
  /** Names of the tables it reads, apart by spaces. @default none */
  readonly reads?: string;
  /** @default a table of its own name; nothing where it is null */
  readonly writes?: string | null;
  /** @default 'both' */
  readonly mode?: PipeMode;
  readonly tags?: Readonly<Record<string, string>>;
  /** Keys of what it writes. */
  readonly keys?: readonly string[];
  readonly run: Observable<unknown> | Body;
}

/** Pipes by name. What is given as a stream is what the pipe writes, in batches. */
export type Flow = Readonly<Record<string, Observable<unknown> | Body | FlowPipe>>;

/** Makes the pipes of a flow. */
export function pipesOf(flow: Flow): Pipe[] {
  const keys = new Map<string, readonly string[]>();
  const details = Object.entries(flow).map(([id, given]) => [id, detailed(given)] as const);
  for (const [id, { writes = id, keys: by = [] }] of details) if (writes !== null) keys.set(writes, by);
  const tables = new Map<string, Entity>();
  const table = (id: string): Entity => {
    const known = tables.get(id) ?? entity(id, { keys: keys.get(id) ?? [] });
    tables.set(id, known);
    return known;
  };
  return details.map(([id, { reads = '', writes = id, run, keys: _, ...more }]) =>
    pipe<string, readonly Entity[], Entity | undefined>(id, {
      ...more,
      inputs: reads.split(' ').filter(Boolean).map(table),
      ...(writes !== null && { output: table(writes) }),
      run: typeof run === 'function' ? run : () => run as ReturnType<Body>,
    }),
  );
}

/** Runs a flow, on an engine of its own unless told otherwise. */
export const running = (flow: Flow, options: Partial<RunOptions> = {}): Observable<RunEvent> =>
  run(pipesOf(flow), { engine: memoryEngine(), ...options });

/** How each pipe of a run ended, in a few words. */
export const endings = (run$: Observable<RunEvent>): Observable<Readonly<Record<string, string>>> =>
  run$.pipe(toResult(), map(endingsIn));

/** Where each pipe is, in a few words. */
export const endingsIn = (record: RunRecord): Readonly<Record<string, string>> =>
  Object.fromEntries(record.pipeIds.map((id) => [id, ending(record.stateOf(id))]));

/** What happens, in a few words each; that the run failed is an event already. */
export const told = (run$: Observable<RunEvent>): Observable<string> =>
  run$.pipe(
    map(inWords),
    catchError(() => EMPTY),
  );

/** The events of some names, without the id of the run; that the run failed is an event already. */
export const only = <N extends RunEvent['name']>(run$: Observable<RunEvent>, ...names: readonly N[]) =>
  run$.pipe(
    filter((event): event is Extract<RunEvent, { readonly name: N }> =>
      names.some((name) => name === event.name),
    ),
    map(({ runId: _, ...event }) => event),
    catchError(() => EMPTY),
  );

function detailed(given: Flow[string]): FlowPipe {
  if (isObservable(given) || typeof given === 'function') return { run: given as FlowPipe['run'] };
  return given as FlowPipe;
}

function ending(state: PipeState): string {
  switch (state.status) {
    case 'failed':
      return `failed: ${state.error instanceof Error ? state.error.message : String(state.error)}`;
    case 'skipped':
      return ['skipped:', state.reason, state.upstream, state.because].filter(Boolean).join(' ');
    case 'cancelled':
      return `cancelled: ${state.reason}${state.abandoned ? ', abandoned' : ''}`;
    default:
      return state.status;
  }
}

/** An event in a few words. */
export function inWords(event: RunEvent): string {
  switch (event.name) {
    case 'generation_started':
    case 'generation_completed':
      return `${event.name} ${event.generation}`;
    case 'pipe_ended':
      return `pipe_ended ${event.pipeId} ${event.outcome.status}`;
    default:
      return 'pipeId' in event && event.pipeId !== undefined ? `${event.name} ${event.pipeId}` : event.name;
  }
}
