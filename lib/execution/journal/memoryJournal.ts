import { defer, EMPTY, of } from 'rxjs';
import type { Journal, JournalEntry, JournaledPipe, JournaledRun } from './journal.ts';
import { unknownRunEntry } from './unknownRunEntry.ts';

export interface MemoryJournalOptions {
  /** How many runs are kept; of more, the oldest are forgotten. @default 100 */
  readonly maxRuns?: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type KeptRun = Mutable<JournaledRun> & { readonly pipes: Map<string, JournaledPipe> };

/** A journal that lasts as long as the process. */
export function memoryJournal({ maxRuns = 100 }: MemoryJournalOptions = {}): Journal {
  if (!(maxRuns >= 1)) throw new RangeError(`expected maxRuns to be a number from 1, got ${maxRuns}`);
  const runs = new Map<string, KeptRun>();
  const durations = new Map<string, number>();
  const keep = (entry: JournalEntry): void => {
    if (entry.kind === 'run_started') begin(entry, runs, maxRuns);
    else change(entry, runOf(entry, runs), durations);
  };
  return {
    append: (entry) =>
      defer(() => {
        keep(entry);
        return EMPTY;
      }),
    read: (runId) => defer(() => of(copied(runs.get(runId)))),
    runs: () => defer(() => of([...runs.keys()].reverse())),
    durations: () => defer(() => of(new Map(durations))),
  };
}

type Started = Extract<JournalEntry, { readonly kind: 'run_started' }>;

function begin(
  { runId, at, resumes, pipeIds, fingerprints }: Started,
  runs: Map<string, KeptRun>,
  maxRuns: number,
): void {
  runs.set(runId, {
    ...{ runId, startedAt: at, endedAt: undefined, status: undefined, resumes, pipeIds, fingerprints },
    pipes: new Map(),
  });
  for (const id of runs.keys()) if (runs.size > maxRuns) runs.delete(id);
}

function runOf(entry: JournalEntry, runs: ReadonlyMap<string, KeptRun>): KeptRun {
  const run = runs.get(entry.runId);
  if (run) return run;
  throw unknownRunEntry(entry);
}

function change(entry: Exclude<JournalEntry, Started>, run: KeptRun, durations: Map<string, number>): void {
  if (entry.kind === 'run_ended') {
    run.endedAt = entry.at;
    run.status = entry.status;
    return;
  }
  run.pipes.set(entry.pipeId, entry);
  if (entry.status === 'succeeded' && entry.elapsedMs !== undefined)
    durations.set(entry.pipeId, entry.elapsedMs);
}

const copied = (run: KeptRun | undefined): JournaledRun | undefined =>
  run && { ...run, pipes: new Map(run.pipes) };
