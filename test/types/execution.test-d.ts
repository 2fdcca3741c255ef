import { expectTypeOf } from 'expect-type';
import { filter, type Observable, of, type SchedulerLike, tap } from 'rxjs';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import type { Written } from '../../lib/data/write.ts';
import { entity } from '../../lib/definitions/entity.ts';
import { pipe } from '../../lib/definitions/pipe.ts';
import { Registry } from '../../lib/definitions/registry.ts';
import type { AttemptEnd } from '../../lib/execution/attemptEnd.ts';
import { carryOn, type FailurePolicy, failFast } from '../../lib/execution/failurePolicy.ts';
import { type Interceptor, veto } from '../../lib/execution/interceptor.ts';
import type { Journal, JournalEntry } from '../../lib/execution/journal/journal.ts';
import { memoryJournal } from '../../lib/execution/journal/memoryJournal.ts';
import type { PipeOutcome, PipeState, SkipReason } from '../../lib/execution/pipeState.ts';
import { run } from '../../lib/execution/run.ts';
import type { RunEvent } from '../../lib/execution/runEvent.ts';
import type { RunRecord, RunResult } from '../../lib/execution/runRecord.ts';
import type { SliceOf } from '../../lib/execution/sliceOf.ts';
import { toResult } from '../../lib/execution/toResult.ts';
import { plan } from '../../lib/planning/makePlan.ts';
import { parseSelection } from '../../lib/planning/parseSelection.ts';

const engine = memoryEngine();
const definitions = new Registry();
const orders = entity('bronze.orders', { schema: { id: 'number' } });
const report = pipe('report', { inputs: [orders], run: () => of(1) });

// Whatever names pipes can be run; a run is a stream of events, and one result.
expectTypeOf(run('gold.*', { engine, definitions })).toEqualTypeOf<Observable<RunEvent>>();
expectTypeOf(run([report], { engine }).pipe(toResult())).toEqualTypeOf<Observable<RunResult>>();
run(['report'], { engine, definitions });
run(parseSelection('+report'), { engine, definitions });
run(plan(definitions.wiring()), { engine });
// @ts-expect-error an entity is nothing to run
run([orders], { engine });
// @ts-expect-error there is no run without an engine
run('gold.*', { definitions });

// Options are those that there are.
run([report], {
  engine,
  concurrency: of(1, 2),
  pools: { p: 1 },
  pool: 'p',
  timeout: 5,
  retry: 3,
  write: 'merge',
});
run([report], { engine, retry: { maxRetries: 1, when: (error) => error instanceof TypeError, budget: 2 } });
run([report], {
  engine,
  overrides: [
    { match: 'gold.*', priority: 1 },
    { match: { tag: { owner: 'me' } }, retry: { maxRetries: 1 } },
  ],
});
// @ts-expect-error misspelt
run([report], { engine, concurency: 3 });
// @ts-expect-error misspelt, inside of an option
run([report], { engine, retry: { maxRetry: 3 } });
// @ts-expect-error misspelt, in an override
run([report], { engine, overrides: [{ match: 'a', wieght: 3 }] });
// @ts-expect-error tags are laid over definitions, not over a run
run([report], { engine, overrides: [{ match: 'a', tags: {} }] });
// @ts-expect-error `when` is of the run, not of some pipes
run([report], { engine, overrides: [{ match: 'a', retry: { maxRetries: 1, when: () => true } }] });
// @ts-expect-error of all pipes none would have priority
run([report], { engine, priority: 1 });
// @ts-expect-error no such order
run([report], { engine, order: 'sorted' });
// @ts-expect-error a limit is a number
run([report], { engine, concurrency: of('3') });

// Events narrow by name.
run([report], { engine }).pipe(
  tap((event) => {
    expectTypeOf(event.runId).toEqualTypeOf<string>();
    if (event.name === 'run_started') expectTypeOf(event.run).toEqualTypeOf<RunRecord>();
    if (event.name === 'run_completed' || event.name === 'run_failed')
      expectTypeOf(event.result).toEqualTypeOf<RunResult>();
    if (event.name === 'pipe_ended') expectTypeOf(event.outcome).toEqualTypeOf<PipeOutcome>();
    if (event.name === 'pipe_progress') expectTypeOf(event.step).toEqualTypeOf<'transform' | 'write'>();
    if (event.name === 'journal_failed') expectTypeOf(event.pipeId).toEqualTypeOf<string | undefined>();
    // @ts-expect-error a run has no outcome while it starts
    if (event.name === 'run_started') event.result;
    // @ts-expect-error no such event
    event.name === 'pipe_finished';
  }),
  filter((event) => event.name === 'pipe_retrying'),
  tap((event) => expectTypeOf(event.delayMs).toEqualTypeOf<number>()),
);

// Outcomes narrow by status; each has its own fields and no others.
function told(state: PipeState): unknown {
  switch (state.status) {
    case 'waiting':
      // @ts-expect-error it has not started
      return state.startedAt;
    case 'running':
      expectTypeOf(state.startedAt).toEqualTypeOf<number>();
      // @ts-expect-error it has not ended
      return state.endedAt;
    case 'succeeded':
      expectTypeOf(state.written).toEqualTypeOf<Written | undefined>();
      // @ts-expect-error it has no error
      return state.error;
    case 'failed':
      expectTypeOf(state.error).toEqualTypeOf<unknown>();
      return state.abandoned;
    case 'skipped':
      expectTypeOf(state.reason).toEqualTypeOf<SkipReason>();
      expectTypeOf(state.startedAt).toEqualTypeOf<number | undefined>();
      return state.upstream;
    case 'cancelled':
      expectTypeOf(state.reason).toEqualTypeOf<string>();
      return state.abandoned;
    default:
      return state satisfies never;
  }
}
expectTypeOf(told).parameter(0).toEqualTypeOf<PipeState>();
expectTypeOf<RunResult>().toExtend<RunRecord>();
expectTypeOf<RunResult['status']>().toEqualTypeOf<'succeeded' | 'failed' | 'cancelled'>();
expectTypeOf<RunResult['endedAt']>().toEqualTypeOf<number>();

// Policies decide, and nothing else.
expectTypeOf(failFast).toEqualTypeOf<FailurePolicy>();
const tolerant: FailurePolicy = ({ pipeId, attempts }, { counts }) =>
  counts.failed + attempts > 3 || pipeId === 'a' ? 'cancel' : 'carry_on';
run([report], { engine, failure: tolerant });
run([report], { engine, failure: carryOn });
// @ts-expect-error no such decision
run([report], { engine, failure: () => 'retry' });

// Interceptors say nothing, or a veto; at once or later.
const guard: Interceptor = {
  before: ({ pipe, attempt, scheduler }) => {
    expectTypeOf(attempt).toEqualTypeOf<number>();
    expectTypeOf(scheduler).toEqualTypeOf<SchedulerLike>();
    return pipe.tags['frozen'] === undefined ? undefined : veto('it is frozen');
  },
  read: () => of(undefined),
  write: async ({ id }) => (id === 'gold.revenue' ? veto('not on Sundays') : undefined),
  after: (end) => {
    expectTypeOf(end).toEqualTypeOf<AttemptEnd>();
  },
  around: () => (source) => source,
};
run([report], { engine, interceptors: [guard] });
// @ts-expect-error a text is no veto
run([report], { engine, interceptors: [{ before: () => 'no' }] });
// @ts-expect-error misspelt
run([report], { engine, interceptors: [{ befor: () => undefined }] });

// A slice is a part, or that there is nothing new.
const slice: SliceOf = ({ driving }) => of(driving ? { kind: 'changes', after: 3 } : 'no_data');
run([report], { engine, slice });
// @ts-expect-error it is said as a stream or a promise
run([report], { engine, slice: () => 'no_data' });

// A journal takes entries, and gives nothing back for them.
expectTypeOf(memoryJournal()).toEqualTypeOf<Journal>();
expectTypeOf<ReturnType<Journal['append']>>().toEqualTypeOf<Observable<never>>();
const ended = (entry: JournalEntry) => (entry.kind === 'pipe_ended' ? entry.elapsedMs : undefined);
expectTypeOf(ended).returns.toEqualTypeOf<number | undefined>();
