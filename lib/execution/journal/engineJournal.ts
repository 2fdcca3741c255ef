import { concat, concatMap, defer, EMPTY, map, type Observable, of, retry, throwError } from 'rxjs';
import type { Engine } from '../../data/engine.ts';
import { EngineError } from '../../data/engineError.ts';
import type { Note } from '../../data/note.ts';
import type { Journal, JournalEntry, JournaledPipe, JournaledRun } from './journal.ts';
import { unknownRunEntry } from './unknownRunEntry.ts';

export interface EngineJournalOptions {
  /** How many runs are kept; of more, the oldest are forgotten. @default 100 */
  readonly maxRuns?: number;
}

/**
 * A journal that lasts as long as the rows: what becomes of runs is kept as notes of an engine, so that another
 * process can resume them. A run that starts while another does is put behind it.
 */
export function engineJournal(engine: Engine, { maxRuns = 100 }: EngineJournalOptions = {}): Journal {
  if (!(maxRuns >= 1)) throw new RangeError(`expected maxRuns to be a number from 1, got ${maxRuns}`);
  return {
    append: (entry) =>
      defer(() =>
        together(engine, (inside) =>
          entry.kind === 'run_started' ? begun(inside, entry, maxRuns) : told(inside, entry),
        ),
      ),
    read: (runId) => engine.notes(scopeOf(runId)).pipe(map(runOf)),
    runs: () => runsIn(engine).pipe(map((runs) => [...runs].reverse())),
    durations: () =>
      engine.notes(DURATIONS).pipe(map((notes) => new Map([...notes].map(([id, ms]) => [id, Number(ms)])))),
  };
}

type Started = Extract<JournalEntry, { readonly kind: 'run_started' }>;

const INDEX = 'journal';
const DURATIONS = 'journal.durations';
const RUNS = 'runs';
const RUN = 'run';

/** Each run has notes of its own, so that pipes that end at once do not come in conflict. */
const scopeOf = (runId: string) => `journal:${runId}`;
const pipeKey = (pipeId: string) => `pipe ${pipeId}`;

/** Two runs that start at once are both kept; all else comes in nobody's way. */
function together(engine: Engine, work: (engine: Engine) => Observable<never>): Observable<never> {
  if (!engine.capabilities.transactions) return work(engine);
  return engine.transaction(work).pipe(
    retry({
      count: CONFLICT_RETRIES,
      delay: (error: unknown) =>
        error instanceof EngineError && error.errorClass === 'conflict' ? of(0) : throwError(() => error),
    }),
  );
}

const CONFLICT_RETRIES = 20;

/** The ids of the runs, the first one first. */
const runsIn = (engine: Engine): Observable<readonly string[]> =>
  engine.notes(INDEX, [RUNS]).pipe(map((notes) => (notes.get(RUNS) ?? []) as readonly string[]));

function begun(engine: Engine, { kind: _, ...run }: Started, maxRuns: number): Observable<never> {
  const { runId, at, resumes, pipeIds, fingerprints } = run;
  return runsIn(engine).pipe(
    concatMap((before) => {
      const runs = [...before.filter((id) => id !== runId), runId];
      const gone = runs.slice(0, Math.max(0, runs.length - maxRuns));
      return concat(
        ...gone.map((id) => forgotten(engine, id)),
        forgotten(engine, runId),
        engine.note(scopeOf(runId), [[RUN, { runId, at, resumes, pipeIds, fingerprints }]]),
        engine.note(INDEX, [[RUNS, runs.slice(gone.length)]]),
      );
    }),
  );
}

const forgotten = (engine: Engine, runId: string): Observable<never> =>
  engine.notes(scopeOf(runId)).pipe(
    concatMap((notes) =>
      notes.size === 0
        ? EMPTY
        : engine.note(
            scopeOf(runId),
            [...notes.keys()].map((key) => [key, undefined] as const),
          ),
    ),
  );

function told(engine: Engine, entry: Exclude<JournalEntry, Started>): Observable<never> {
  const scope = scopeOf(entry.runId);
  return engine.notes(scope, [RUN]).pipe(
    concatMap((notes) => {
      const run = notes.get(RUN) as Readonly<Record<string, Note>> | undefined;
      if (!run) throw unknownRunEntry(entry);
      if (entry.kind === 'run_ended')
        return engine.note(scope, [[RUN, { ...run, endedAt: entry.at, status: entry.status }]]);
      const { pipeId, status, elapsedMs } = entry;
      const kept$ = engine.note(scope, [[pipeKey(pipeId), { ...entry }]]);
      if (status !== 'succeeded' || elapsedMs === undefined) return kept$;
      return concat(kept$, engine.note(DURATIONS, [[pipeId, elapsedMs]]));
    }),
  );
}

/** A run out of its notes; nothing where there are none. */
function runOf(notes: ReadonlyMap<string, Note>): JournaledRun | undefined {
  const run = notes.get(RUN) as unknown as (Omit<Started, 'kind'> & Partial<JournaledRun>) | undefined;
  if (!run) return undefined;
  const { runId, at: startedAt, endedAt, status, resumes, pipeIds, fingerprints } = run;
  const pipes = [...notes].flatMap(([key, note]) => (key === RUN ? [] : [pipeOf(note)]));
  return {
    ...{ runId, startedAt, endedAt, status, resumes, pipeIds, fingerprints },
    pipes: new Map(pipes.map((pipe) => [pipe.pipeId, pipe])),
  };
}

/** With all its fields: JSON leaves out those without a value. */
function pipeOf(note: Note): JournaledPipe {
  const { runId, at, pipeId, status, reason, error, elapsedMs, attempts, rows } =
    note as unknown as JournaledPipe;
  return { kind: 'pipe_ended', runId, at, pipeId, status, reason, error, elapsedMs, attempts, rows };
}
