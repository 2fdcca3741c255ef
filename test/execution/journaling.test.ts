import { describe, expect, it } from '@jest/globals';
import { EMPTY, map, NEVER, of, throwError } from 'rxjs';
import type { Journal, JournalEntry } from '../../lib/execution/journal/journal.ts';
import { memoryJournal } from '../../lib/execution/journal/memoryJournal.ts';
import { sequentialIds } from '../../lib/signals/ids.ts';
import { Signals } from '../../lib/signals/signals.ts';
import { marbles } from '../../lib/testing/marbles.ts';
import { now } from '../data/support/now.ts';
import { endings, type Flow, only, running, told } from './support/flow.ts';

const broken = new Error('disk full');

/** A journal, and all that was put into it. */
function watched(journal: Journal = memoryJournal()): {
  readonly journal: Journal;
  readonly entries: JournalEntry[];
} {
  const entries: JournalEntry[] = [];
  return {
    entries,
    journal: {
      ...journal,
      append: (entry) => {
        entries.push(entry);
        return journal.append(entry);
      },
    },
  };
}

/** A journal that fails to keep entries of a kind. */
const failing = (...kinds: readonly JournalEntry['kind'][]): Journal => {
  const journal = memoryJournal();
  return {
    ...journal,
    append: (entry) => (kinds.includes(entry.kind) ? throwError(() => broken) : journal.append(entry)),
  };
};

// biome-ignore format: marbles are aligned by hand
describe('journal of a run', () => {
  it('is told when the run starts, of each pipe that ends, and when the run ends', marbles(({ cold, expectObservable, flush }) => {
    const { journal, entries } = watched();
    const signals = new Signals({ ids: sequentialIds('x') });
    const flow = {
      a: of([{ n: 1 }]),
      b: { run: cold('---#', {}, new TypeError('broken')), retry: 1 },
      c: { reads: 'b', run: EMPTY },
      d: { run: cold('---------|'), timeout: 99 },
    };
    const run$ = running(flow, { journal, signals, cancel$: cold('-------x'), grace: 0, retry: { maxRetries: 0, delay: 0 } });
    const runId = 'run-x-2';
    const ended = { kind: 'pipe_ended', runId, reason: undefined, error: undefined, rows: 0 };

    expectObservable(endings(run$)).toBe('-------(r|)', {
      r: { a: 'succeeded', b: 'failed: broken', c: 'skipped: upstream_failed b', d: 'cancelled: x, abandoned' },
    });
    flush();
    const fingerprint = expect.stringMatching(/^[\w-]{16}$/);
    expect(entries).toEqual([
      { kind: 'run_started', runId, at: 0, resumes: undefined, pipeIds: ['a', 'b', 'd', 'c'], fingerprints: { a: fingerprint, b: fingerprint, c: fingerprint, d: fingerprint } },
      { ...ended, at: 0, pipeId: 'a', status: 'succeeded', elapsedMs: 0, attempts: 1, rows: 1 },
      { ...ended, at: 6, pipeId: 'b', status: 'failed', error: 'TypeError: broken', elapsedMs: 6, attempts: 2 },
      { ...ended, at: 6, pipeId: 'c', status: 'skipped', reason: 'upstream_failed', elapsedMs: undefined, attempts: 0 },
      { ...ended, at: 7, pipeId: 'd', status: 'cancelled', elapsedMs: 7, attempts: 1 },
      { kind: 'run_ended', runId, at: 7, status: 'failed' },
    ]);
  }));

  it('has kept that a pipe ended before it is told, and before who waits for it starts', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const [a, b] = [cold('--|'), cold('-|')];
    const bSubs = '      -----^!';
    const journal: Journal = { ...memoryJournal(), append: ({ kind }) => (kind === 'pipe_ended' ? cold('---|') : EMPTY) };
    const ends$ = only(running({ a, b: { reads: 'a', run: b } }, { journal }), 'pipe_ended').pipe(map(({ pipeId, at }) => [pipeId, at]));

    expectObservable(ends$).toBe('-----x---(y|)', { x: ['a', 2], y: ['b', 6] });
    expectSubscriptions(b.subscriptions).toBe(bSubs);
  }));

  it.each([
    ['the start', 'run_started', ['run_started', 'journal_failed', 'generation_started 0', 'pipe_started a', 'journal_failed a', 'pipe_ended a succeeded', 'generation_completed 0', 'journal_failed', 'run_completed']],
    ['the end of a pipe', 'pipe_ended', ['run_started', 'generation_started 0', 'pipe_started a', 'journal_failed a', 'pipe_ended a succeeded', 'generation_completed 0', 'run_completed']],
    ['the end of the run', 'run_ended', ['run_started', 'generation_started 0', 'pipe_started a', 'pipe_ended a succeeded', 'generation_completed 0', 'journal_failed', 'run_completed']],
  ] as const)('may fail to keep %s: that is told, and the run goes on', (_, kind, expected) => {
    expect(now(told(running({ a: EMPTY }, { journal: failing(kind) })))).toEqual(expected);
  });

  it('may fail to tell durations, and may throw: the run goes on', () => {
    const thrower = () => {
      throw broken;
    };
    for (const durations of [() => throwError(() => broken), thrower])
      expect(now(only(running({ a: EMPTY }, { journal: { ...memoryJournal(), durations } }), 'journal_failed', 'run_completed')).map(({ name }) => name)).toEqual(['journal_failed', 'run_completed']);

    const run$ = running({ a: EMPTY }, { journal: { ...memoryJournal(), append: thrower } });
    expect(now(only(run$, 'journal_failed', 'run_completed')).map(({ name }) => name)).toEqual(['journal_failed', 'journal_failed', 'journal_failed', 'run_completed']);
  });

  it('may know nothing at all', () => {
    expect(now(endings(running({ a: EMPTY }, { journal: { ...memoryJournal(), durations: () => EMPTY } })))).toEqual([{ a: 'succeeded' }]);
  });

  it('is told in signals of what it failed to keep', () => {
    const signals = new Signals();
    const heard: unknown[] = [];
    signals.of('datapipes.journal_failed').subscribe(({ payload: { runId: _, ...payload } }) => heard.push(payload));
    now(told(running({ a: EMPTY }, { journal: failing('pipe_ended'), signals })));

    expect(heard).toEqual([{ pipeId: 'a', error: 'disk full', errorType: 'Error' }]);
  });

  it('is not asked for durations where these are given', marbles(({ expectObservable }) => {
    const journal = { ...memoryJournal(), durations: () => NEVER };

    expectObservable(endings(running({ a: EMPTY }, { journal, durations: new Map() }))).toBe('(r|)', { r: { a: 'succeeded' } });
  }));
});

describe('fingerprints in a journal', () => {
  const fingerprintOf = (flow: Flow) => {
    const { journal, entries } = watched();
    now(told(running(flow, { journal })));
    const [started] = entries;
    return started?.kind === 'run_started' ? started.fingerprints['a'] : undefined;
  };
  const body = () => [];
  const usual = fingerprintOf({ a: { reads: 'in', run: body, tags: { x: '1', y: '2' }, timeout: 5 } });

  it('stay as long as the definition says the same, in whatever order', () => {
    expect(
      fingerprintOf({ b: EMPTY, a: { timeout: 5, tags: { y: '2', x: '1' }, reads: 'in', run: body } }),
    ).toBe(usual);
  });

  it.each<[string, Flow]>([
    ['inputs', { a: { reads: 'in other', run: body, tags: { x: '1', y: '2' }, timeout: 5 } }],
    ['output', { a: { reads: 'in', run: body, tags: { x: '1', y: '2' }, timeout: 5, writes: 'b' } }],
    ['keys', { a: { reads: 'in', run: body, tags: { x: '1', y: '2' }, timeout: 5, keys: ['n'] } }],
    ['body', { a: { reads: 'in', run: () => [[]], tags: { x: '1', y: '2' }, timeout: 5 } }],
    ['tags', { a: { reads: 'in', run: body, tags: { x: '1', y: '3' }, timeout: 5 } }],
    ['settings', { a: { reads: 'in', run: body, tags: { x: '1', y: '2' }, timeout: 6 } }],
  ])('change with the %s', (_, flow) => {
    expect(fingerprintOf(flow)).not.toBe(usual);
  });
});
