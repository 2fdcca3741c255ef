import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import {
  defer,
  EMPTY,
  map,
  NEVER,
  type Observable,
  of,
  Subject,
  throwError,
  VirtualTimeScheduler,
} from 'rxjs';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import { entity } from '../../lib/definitions/entity.ts';
import type { Registry } from '../../lib/definitions/registry.ts';
import type {
  Journal,
  JournalEntry,
  JournaledPipe,
  JournaledRun,
} from '../../lib/execution/journal/journal.ts';
import { memoryJournal } from '../../lib/execution/journal/memoryJournal.ts';
import { resume } from '../../lib/execution/journal/resume.ts';
import { run } from '../../lib/execution/run.ts';
import type { RunEvent } from '../../lib/execution/runEvent.ts';
import type { RunOptions } from '../../lib/execution/runOptions.ts';
import type { RunResult } from '../../lib/execution/runRecord.ts';
import { toResult } from '../../lib/execution/toResult.ts';
import { sequentialIds } from '../../lib/signals/ids.ts';
import { Signals } from '../../lib/signals/signals.ts';
import { marbles } from '../../lib/testing/marbles.ts';
import { now } from '../data/support/now.ts';
import { failureOf } from '../support/failureOf.ts';
import { type Detail, linked } from './support/linked.ts';
import { statesOf } from './support/statesOf.ts';

//  a ──> b ──> c ──> d
//        x ──> y
const lines = { a: [], b: ['a'], c: ['b'], d: ['c'], x: [], y: ['x'] };

/** A place to run in, again and again: what is broken fails, and what hangs never ends. */
function world(reads: Readonly<Record<string, readonly string[]>> = lines) {
  const broken = new Set<string>();
  const hanging = new Set<string>();
  const ran: string[] = [];
  const engine = memoryEngine();
  const journal = memoryJournal();
  const signals = new Signals({ ids: sequentialIds('t') });
  const registered = (details: Readonly<Record<string, Detail>> = {}, links = reads): Registry =>
    linked(
      links,
      (id) => {
        ran.push(id);
        if (broken.has(id)) throw new Error(`${id} is broken`);
        return hanging.has(id) ? NEVER : [[{ id }]];
      },
      details,
    );
  const definitions = registered();
  const scheduler = new VirtualTimeScheduler();
  const options = { engine, journal, signals, definitions, scheduler };
  const ended = (events$: Observable<RunEvent>): RunResult => {
    ran.length = 0;
    const [result] = now(events$.pipe(toResult()));
    if (!result) throw new Error('expected a result, got none');
    return result;
  };
  return {
    ...{ broken, hanging, ran, engine, journal, options, registered },
    run: (more: Partial<RunOptions> = {}) => ended(run('*', { ...options, ...more })),
    resume: (runId: string, more: Partial<RunOptions> = {}) =>
      ended(resume(runId, { ...options, ...more } as typeof options)),
  };
}

const unchanged = (...ids: string[]) => ids.map((id) => `${id} skipped (unchanged)`);
const succeeded = (...ids: string[]) => ids.map((id) => `${id} succeeded`);

describe('resume', () => {
  it('runs what failed, and what depends on it', () => {
    const { broken, ran, run, resume } = world();
    broken.add('c');
    const first = run();
    broken.clear();
    const second = resume(first.runId);

    expect(ran).toEqual(['c', 'd']);
    expect(statesOf(second).sort()).toEqual(
      [...succeeded('c', 'd'), ...unchanged('a', 'b', 'x', 'y')].sort(),
    );
    expect(second.status).toBe('succeeded');
    expect(second.runId).not.toBe(first.runId);
  });

  it('tells events as any run does, and says in the journal which run it resumes', () => {
    const { broken, run, journal, options } = world({ a: [], b: ['a'] });
    broken.add('b');
    const { runId } = run();
    broken.clear();
    const events = now(resume(runId, options));

    expect(events.map(({ name }) => name)).toEqual([
      'run_started',
      'generation_started',
      'pipe_ended',
      'generation_completed',
      'generation_started',
      'pipe_started',
      'pipe_progress',
      'pipe_ended',
      'generation_completed',
      'run_completed',
    ]);
    const [kept] = now(journal.read(events[0]?.runId ?? ''));
    expect(kept).toMatchObject({ resumes: runId, status: 'succeeded', pipeIds: ['a', 'b'] });
    expect(kept?.pipes.get('a')).toMatchObject({ status: 'skipped', reason: 'unchanged' });
  });

  it('has nothing to run where everything succeeded', () => {
    const { ran, run, resume } = world();
    const second = resume(run().runId);

    expect(ran).toEqual([]);
    expect(second.status).toBe('succeeded');
    expect(second.counts).toEqual({ succeeded: 0, failed: 0, skipped: 6, cancelled: 0 });
  });

  it('runs what fails again once more, as often as it takes', () => {
    const { broken, ran, run, resume } = world();
    broken.add('c');
    const second = resume(run().runId);
    expect(second.status).toBe('failed');
    expect(ran).toEqual(['c']);

    broken.clear();
    const third = resume(second.runId);
    expect(ran).toEqual(['c', 'd']);
    const fourth = resume(third.runId);
    expect(ran).toEqual([]);
    expect(statesOf(fourth).sort()).toEqual(unchanged('a', 'b', 'c', 'd', 'x', 'y'));
  });

  it('runs what was defined anew since, and what depends on it', () => {
    const { ran, run, resume, registered } = world();
    const { runId } = run();

    const definitions = registered({ b: { timeout: 1_000 } });
    resume(runId, { definitions });
    expect(ran).toEqual(['b', 'c', 'd']);
    resume(runId, { definitions: registered({}, { ...lines, y: ['x', 'a'] }) });
    expect(ran).toEqual(['y']);
    resume(runId, { definitions: registered({ x: { output: entity('x', { keys: ['id'] }) } }) });
    expect(ran).toEqual(['x', 'y']);
  });

  it('counts what was defined anew from the run that is resumed, not from the first', () => {
    const { broken, ran, run, resume, registered } = world();
    const first = run();
    const definitions = registered({ b: { timeout: 1_000 } });
    broken.add('d');
    const second = resume(first.runId, { definitions });
    expect(ran).toEqual(['b', 'c', 'd']);
    broken.clear();

    resume(second.runId, { definitions });
    expect(ran).toEqual(['d']);
    resume(second.runId);
    expect(ran).toEqual(['b', 'c', 'd']);
  });

  it('leaves alone what had no data, and runs again what was vetoed', () => {
    const { ran, run, resume } = world({ a: [], b: ['a'], c: ['a'] });
    const { runId } = run({
      slice: ({ pipe }) => of(pipe.id === 'b' ? 'no_data' : ({ kind: 'rows' } as const)),
      interceptors: [
        { before: ({ pipe }) => (pipe.id === 'c' ? { kind: 'veto', reason: 'not now' } : undefined) },
      ],
    });
    expect(ran).toEqual(['a']);

    expect(statesOf(resume(runId))).toEqual([...unchanged('a', 'b'), 'c succeeded']);
  });

  it('runs again what ran on after a failure', () => {
    const { broken, ran, run, resume } = world({ a: [], b: ['a'], x: [] });
    broken.add('a');
    const first = run({ failure: () => 'carry_on' });
    expect(first.stateOf('b').status).toBe('succeeded');
    broken.clear();

    resume(first.runId);
    expect(ran).toEqual(['a', 'b']);
  });

  it('takes up a run of which nobody wrote the end', () => {
    const { hanging, ran, journal, options, resume } = world();
    hanging.add('b');
    let runId = '';
    // The process dies here: the run never ends, and nothing more is written of it.
    run('*', options).subscribe((event) => {
      runId = event.runId;
    });
    const [kept] = now(journal.read(runId));
    expect(kept).toMatchObject({ status: undefined, endedAt: undefined });
    expect([...(kept?.pipes.keys() ?? [])].sort()).toEqual(['a', 'x', 'y']);
    hanging.clear();

    const second = resume(runId);
    expect(ran).toEqual(['b', 'c', 'd']);
    expect(statesOf(second).sort()).toEqual(
      [...unchanged('a', 'x', 'y'), ...succeeded('b', 'c', 'd')].sort(),
    );
  });

  it('takes up a run that was cancelled', () => {
    const { hanging, ran, journal, options, resume } = world();
    hanging.add('b');
    let runId = '';
    run('*', options)
      .subscribe((event) => {
        runId = event.runId;
      })
      .unsubscribe();
    options.scheduler.flush();
    const [kept] = now(journal.read(runId));
    expect(kept?.status).toBe('cancelled');
    hanging.clear();

    resume(runId);
    expect(ran).toEqual(['b', 'c', 'd']);
  });

  it('takes up a run that resumed another and broke off before it could say what it left alone', () => {
    const { broken, ran, run, resume, journal, options } = world();
    broken.add('d');
    const first = run();
    broken.clear();
    let secondId = '';
    resumeIn({ ...options, journal: losing(journal, 2) }, first.runId).subscribe((event) => {
      secondId = event.runId;
    });
    expect(now(journal.read(secondId))[0]?.pipes.size).toBe(2);

    const third = resume(secondId);
    expect(ran).toEqual(['d']);
    expect(third.status).toBe('succeeded');
  });

  it('takes up a run that resumed another and was cancelled at once', () => {
    const { broken, ran, run, resume } = world();
    broken.add('d');
    const first = run();
    broken.clear();
    const second = resume(first.runId, { cancel$: of('not today') });
    expect(second.counts).toEqual({ succeeded: 0, failed: 0, skipped: 0, cancelled: 6 });

    resume(second.runId);
    expect(ran).toEqual(['d']);
  });

  it('looks no further back than it has to', () => {
    const { broken, run, resume, journal, options } = world();
    broken.add('d');
    const second = resume(run().runId);
    const read = jest.fn(journal.read);
    now(resumeIn({ ...options, journal: { ...journal, read } }, second.runId).pipe(toResult()));

    expect(read.mock.calls).toEqual([[second.runId]]);
  });

  it('follows a journal that leads in a circle but once, and a long one to its end', () => {
    const { ran, journal, resume, options } = world({ a: [] });
    const [first] = now(run('*', options).pipe(toResult()));
    const [kept] = now(journal.read(first?.runId ?? ''));
    const fingerprints = kept?.fingerprints ?? {};
    const started = { kind: 'run_started', at: 0, pipeIds: ['a'], fingerprints } as const;
    now(journal.append({ ...started, runId: 'r1', resumes: 'r2' }));
    now(journal.append({ ...started, runId: 'r2', resumes: 'r1' }));
    resume('r1');
    expect(ran).toEqual(['a']);

    const long = memoryJournal({ maxRuns: Number.POSITIVE_INFINITY });
    for (let i = 0; i <= 1_000; i++) {
      const resumes = i === 0 ? undefined : `r${i - 1}`;
      now(long.append({ ...started, runId: `r${i}`, resumes }));
    }
    const end = kept?.pipes.get('a');
    if (end) now(long.append({ ...end, runId: 'r0' }));
    resume('r1000', { journal: long });
    expect(ran).toEqual([]);
  });

  it('runs again what a run left alone whose beginnings are forgotten', () => {
    const { ran, run, resume, journal } = world({ a: [] });
    const [kept] = now(journal.read(run().runId));
    const fingerprints = kept?.fingerprints ?? {};
    now(
      journal.append({
        kind: 'run_started',
        runId: 'r1',
        at: 0,
        resumes: 'r0',
        pipeIds: ['a'],
        fingerprints,
      }),
    );

    resume('r1');
    expect(ran).toEqual(['a']);
  });

  it('takes up what another process wrote', () => {
    const here = world();
    here.broken.add('c');
    const written: string[] = [];
    const writing: Journal = {
      ...here.journal,
      append: (entry) =>
        defer(() => {
          written.push(JSON.stringify(entry));
          return EMPTY;
        }),
    };
    const { runId } = here.run({ journal: writing });

    const there = world();
    const journal = journalOf(written);
    const second = there.resume(runId, { journal, engine: here.engine });
    expect(there.ran).toEqual(['c', 'd']);
    expect(second.status).toBe('succeeded');
    there.resume(second.runId, { journal, engine: here.engine });
    expect(there.ran).toEqual([]);
  });

  it('runs in the order given what was run so, in circles as well', () => {
    // a <──> b, c
    const { broken, ran, options, resume } = world({ a: ['b'], b: ['a'], c: [] });
    now(options.engine.ensure(entity('b')));
    broken.add('c');
    const given = { order: 'given' } as const;
    const [first] = now(run(['c', 'a', 'b'], { ...options, ...given }).pipe(toResult()));
    broken.clear();

    const second = resume(first?.runId ?? '', given);
    expect(ran).toEqual(['c']);
    expect(statesOf(second)).toEqual(['c succeeded', ...unchanged('a', 'b')]);
  });

  it('is refused with what was probably meant, if no run is known by that id', () => {
    const { run, resume } = world();
    expect(failureOf(() => resume('runt1')).message).toBe(
      'expected the id of a run that the journal knows, got "runt1"; it knows none',
    );
    expect(run().runId).toBe('run-t-2');
    expect(failureOf(() => resume('runt1'))).toMatchObject({
      name: 'UnknownRunError',
      message: 'expected the id of a run that the journal knows, got "runt1"; did you mean "run-t-2"?',
      runId: 'runt1',
      nearest: 'run-t-2',
    });
  });

  it('is refused if pipes are not defined any more', () => {
    const { run, resume, registered } = world();
    const { runId } = run();
    const { c, d, ...rest } = lines;
    expect(
      failureOf(() => resume(runId, { definitions: registered({}, { ...rest, cc: c }) })),
    ).toMatchObject({
      name: 'UnknownPipeError',
      message: `expected pipes of the run ${runId} that are still defined, got "c" (did you mean "a"?), "d" (did you mean "a"?)`,
      pipeIds: ['c', 'd'],
    });
  });

  it('is refused when it is called if options are wrong or missing', () => {
    const { engine } = world();
    const refused = (options: object) => failureOf(() => resume('r1', options as never)).message;
    expect(refused({ grace: -1 })).toBe(
      [
        'run options: 4 things are wrong',
        '  engine: expected an engine, got nothing',
        '  journal: expected a journal, got nothing',
        '  definitions: expected a registry or a wiring, got nothing',
        '  grace: expected from 0 to 2147483647 milliseconds, or Infinity, got -1',
      ].join('\n'),
    );
    expect(refused({ engine, journal: {}, definitions: {} })).toContain(
      'journal: expected a journal, got an object',
    );
  });

  it('errors as the journal does', () => {
    const { options, journal } = world();
    const broken: Journal = { ...journal, read: () => throwError(() => new Error('the disk is gone')) };
    expect(() => now(resumeIn({ ...options, journal: broken }, 'r1'))).toThrow('the disk is gone');
    const silent: Journal = { ...journal, read: () => EMPTY };
    expect(() => now(resumeIn({ ...options, journal: silent }, 'r1'))).toThrow('it knows none');
  });

  it('does nothing before it is subscribed to, and resumes twice if it is subscribed to twice', () => {
    const { broken, ran, run, journal, options } = world({ a: [], b: ['a'] });
    broken.add('b');
    const { runId } = run();
    const read = jest.fn(journal.read);
    const events$ = resumeIn({ ...options, journal: { ...journal, read } }, runId).pipe(toResult());
    expect(read).not.toHaveBeenCalled();
    broken.clear();
    ran.length = 0;

    const ids = [...now(events$), ...now(events$)].map((result) => result.runId);
    expect(new Set(ids).size).toBe(2);
    expect(ran).toEqual(['b', 'b']);
  });

  it('starts nothing if nobody listens any more once the journal has answered', () => {
    const { run, journal, options, ran } = world({ a: [] });
    const { runId } = run({ interceptors: [{ before: () => ({ kind: 'veto', reason: 'not now' }) }] });
    const answer$ = new Subject<JournaledRun | undefined>();
    const append = jest.fn(journal.append);
    const slow: Journal = { ...journal, read: () => answer$, append };
    resumeIn({ ...options, journal: slow }, runId)
      .subscribe()
      .unsubscribe();

    expect(answer$.observed).toBe(false);
    expect([...ran, ...append.mock.calls]).toEqual([]);
  });

  it.each([
    ['was asked to', (cancel$: Subject<unknown>) => cancel$.next('not today'), 'not today'],
    [
      'could not be told',
      (cancel$: Subject<unknown>) => cancel$.error(new Error('lost')),
      'what was to cancel it failed',
    ],
  ])('is cancelled if it %s while the journal was being read', (_, cancel, reason) => {
    const { run, journal, options, ran } = world({ a: [] });
    const { runId } = run({ interceptors: [{ before: () => ({ kind: 'veto', reason: 'not now' }) }] });
    const answer$ = new Subject<void>();
    const slow: Journal = {
      ...journal,
      read: (id) => defer(() => answer$).pipe(map(() => now(journal.read(id))[0])),
    };
    const cancel$ = new Subject<unknown>();
    const results: RunResult[] = [];
    resumeIn({ ...options, journal: slow, cancel$ }, runId)
      .pipe(toResult())
      .subscribe((result) => results.push(result));
    cancel(cancel$);
    answer$.next();
    answer$.complete();

    expect(ran).toEqual([]);
    expect(results.flatMap(statesOf)).toEqual([`a cancelled (${reason})`]);
    expect(cancel$.observed).toBe(false);
  });

  it('leaves nothing stale and does nothing twice, whatever fails, is lost or changes on the way', () => {
    const graph = fc
      .integer({ min: 1, max: 7 })
      .chain((size) => fc.tuple(...Array.from({ length: size }, (_, i) => fc.subarray(idsUpTo(i)))));
    const ids = fc.subarray(idsUpTo(7));
    const kept = fc.option(fc.nat(14), { nil: undefined });
    const mishaps = fc.array(fc.record({ broken: ids, changed: ids, kept }), { maxLength: 4 });
    fc.assert(
      fc.property(graph, mishaps, (inputs, mishaps) => {
        const reads = Object.fromEntries(inputs.map((ids, i) => [`p${i}`, ids]));
        const { next, broken, change, ran, wrote } = history(reads);
        for (const { broken: ids, changed, kept } of mishaps) {
          for (const id of ids) broken.add(id);
          change(changed);
          next(kept);
          broken.clear();
        }
        next();
        for (const [to, inputs] of Object.entries(reads)) {
          expect(wrote.get(to)).toBeDefined();
          for (const from of inputs) expect(wrote.get(to)).toBeGreaterThan(wrote.get(from) ?? Number.NaN);
        }
        ran.length = 0;
        next();
        expect(ran).toEqual([]);
      }),
    );
  });

  it(
    'aborts what runs when it is unsubscribed from, and says so in the journal',
    marbles(({ testScheduler, expectObservable, flush }) => {
      const { broken, hanging, run, journal, options } = world({ a: [], b: ['a'] });
      broken.add('b');
      const { runId } = run();
      broken.clear();
      hanging.add('b');
      const signals = new Signals({ ids: () => 'second', scheduler: testScheduler });
      const cancelled$ = signals.of('datapipes.pipe_cancelled').pipe(map(({ payload }) => payload.reason));
      const events$ = resumeIn({ ...options, signals, scheduler: testScheduler, grace: 3 }, runId);

      expectObservable(cancelled$, '----------!').toBe('-----c----', { c: 'nobody listens any more' });
      expectObservable(events$.pipe(map(({ name }) => name)), '--!').toBe('(rgecgp)', {
        r: 'run_started',
        g: 'generation_started',
        e: 'pipe_ended',
        c: 'generation_completed',
        p: 'pipe_started',
      });
      flush();
      expect(now(journal.read('second'))[0]).toMatchObject({ status: 'cancelled', resumes: runId });
    }),
  );
});

const idsUpTo = (size: number): string[] => Array.from({ length: size }, (_, i) => `p${i}`);

/** A run and whatever resumes it: each takes up the one before, and may be lost after so many ends of pipes. */
function history(reads: Readonly<Record<string, readonly string[]>>) {
  const { options, journal, registered, ...rest } = world(reads);
  const wrote = new Map<string, number>();
  const details: Record<string, { timeout: number }> = {};
  const stale = new Map<string, number>();
  let clock = 0;
  let runId: string | undefined;
  const next = (kept?: number): void => {
    const all = { ...options, journal: losing(journal, kept), definitions: registered(details) };
    (runId === undefined ? run('*', all) : resume(runId, all)).subscribe({
      next: (event) => {
        runId = event.runId;
      },
      error: () => undefined,
    });
    // What is committed counts, whether or not anybody could note it.
    for (const { sequence, by } of now(options.engine.history({ limit: 1_000 }))
      .flat()
      .reverse())
      if (by.pipeId !== undefined && sequence > (stale.get(by.pipeId) ?? 0)) wrote.set(by.pipeId, sequence);
  };
  const change = (ids: readonly string[]): void => {
    for (const id of ids) {
      details[id] = { timeout: ++clock };
      stale.set(id, now(options.engine.history({ limit: 1 }))[0]?.[0]?.sequence ?? 0);
      wrote.delete(id);
    }
  };
  return { ...rest, next, change, wrote };
}

/** A journal that hangs, and a run with it, after so many ends of pipes. */
function losing(journal: Journal, after = Number.POSITIVE_INFINITY): Journal {
  let kept = 0;
  return {
    ...journal,
    append: (entry) => (entry.kind === 'pipe_ended' && ++kept > after ? NEVER : journal.append(entry)),
  };
}

const resumeIn = (options: Parameters<typeof resume>[1], runId: string) => resume(runId, options);

/** A journal over lines of text, as one in a file would be. */
function journalOf(lines: string[]): Journal {
  const entries = () => lines.map((line) => JSON.parse(line) as JournalEntry);
  const read = (runId: string): JournaledRun | undefined => {
    const mine = entries().filter((entry) => entry.runId === runId);
    const start = mine.find((entry) => entry.kind === 'run_started');
    const end = mine.find((entry) => entry.kind === 'run_ended');
    const ends = mine.filter((entry): entry is JournaledPipe => entry.kind === 'pipe_ended');
    return (
      start && {
        ...start,
        startedAt: start.at,
        endedAt: end?.at,
        status: end?.status,
        pipes: new Map(ends.map((entry) => [entry.pipeId, entry])),
      }
    );
  };
  return {
    append: (entry) =>
      defer(() => {
        lines.push(JSON.stringify(entry));
        return EMPTY;
      }),
    read: (runId) => defer(() => of(read(runId))),
    runs: () => defer(() => of(entries().map(({ runId }) => runId))),
    durations: () => of(new Map()),
  };
}
