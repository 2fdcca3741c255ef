import { expect, it } from '@jest/globals';
import type { Observable } from 'rxjs';
import type { Journal, JournalEntry } from '../../../lib/execution/journal/journal.ts';
import type { MemoryJournalOptions } from '../../../lib/execution/journal/memoryJournal.ts';
import { now } from '../../data/support/now.ts';
import { failureOf } from '../../support/failureOf.ts';

const started = (runId: string, at = 1): JournalEntry => ({
  kind: 'run_started',
  runId,
  at,
  resumes: undefined,
  pipeIds: ['a'],
  fingerprints: { a: 'f' },
});
const ended = (
  runId: string,
  more: Partial<Extract<JournalEntry, { kind: 'pipe_ended' }>> = {},
): JournalEntry => ({
  ...{
    kind: 'pipe_ended',
    runId,
    at: 2,
    pipeId: 'a',
    status: 'succeeded',
    reason: undefined,
    error: undefined,
  },
  ...{ elapsedMs: 5, attempts: 1, rows: 3 },
  ...more,
});

const first = <T>(source: Observable<T>) => now(source)[0];

/** What every journal does; each call of `make` gives one that is empty. */
export function journalCases(make: (options?: MemoryJournalOptions) => Journal): void {
  /** A journal that has these entries. */
  function journalOf(...entries: readonly JournalEntry[]): Journal {
    const journal = make();
    for (const entry of entries) now(journal.append(entry));
    return journal;
  }

  it('keeps a run with what became of its pipes', () => {
    const journal = journalOf(started('r1'), ended('r1'), {
      kind: 'run_ended',
      runId: 'r1',
      at: 3,
      status: 'succeeded',
    });
    expect(first(journal.read('r1'))).toEqual({
      ...{
        runId: 'r1',
        startedAt: 1,
        endedAt: 3,
        status: 'succeeded',
        resumes: undefined,
        pipeIds: ['a'],
        fingerprints: { a: 'f' },
      },
      pipes: new Map([['a', ended('r1')]]),
    });
  });

  it('knows a run that broke off by its lack of an end', () => {
    expect(first(journalOf(started('r1')).read('r1'))).toMatchObject({
      endedAt: undefined,
      status: undefined,
      pipes: new Map(),
    });
  });

  it('emits once, also of what it does not know', () => {
    expect(now(make().read('r1'))).toEqual([undefined]);
    expect(now(make().runs())).toEqual([[]]);
    expect(now(make().durations())).toEqual([new Map()]);
  });

  it('does nothing before it is subscribed to, and tells things as they are then', () => {
    const journal = make();
    const [append$, runs$, read$] = [journal.append(started('r1')), journal.runs(), journal.read('r1')];
    expect(now(runs$)).toEqual([[]]);
    expect(now(append$)).toEqual([]);
    expect(now(runs$)).toEqual([['r1']]);
    expect(first(read$)?.runId).toBe('r1');
  });

  it('gives out what later entries do not change', () => {
    const journal = journalOf(started('r1'));
    const [run, durations] = [first(journal.read('r1')), first(journal.durations())];
    now(journal.append(ended('r1')));
    expect([run?.pipes.size, durations?.size, first(journal.read('r1'))?.pipes.size]).toEqual([0, 0, 1]);
  });

  it('tells the last run first, and forgets the oldest beyond its size', () => {
    const journal = make({ maxRuns: 2 });
    for (const id of ['r1', 'r2', 'r3']) now(journal.append(started(id)));
    expect(first(journal.runs())).toEqual(['r3', 'r2']);
    expect(first(journal.read('r1'))).toBeUndefined();
  });

  it('remembers how long pipes took when they last succeeded, of forgotten runs too', () => {
    const journal = make({ maxRuns: 1 });
    const entries = [
      started('r1'),
      ended('r1', { elapsedMs: 7 }),
      ended('r1', { pipeId: 'b', elapsedMs: 8 }),
    ];
    const later = [
      started('r2'),
      ended('r2', { elapsedMs: 9 }),
      ended('r2', { pipeId: 'b', status: 'failed', elapsedMs: 1 }),
    ];
    const skipped = ended('r2', { pipeId: 'c', status: 'skipped', elapsedMs: undefined });
    for (const entry of [...entries, ...later, skipped]) now(journal.append(entry));
    expect(first(journal.durations())).toEqual(
      new Map([
        ['a', 9],
        ['b', 8],
      ]),
    );
  });

  it('refuses entries of a run that it does not know', () => {
    expect(failureOf(() => now(make().append(ended('r9')))).message).toBe(
      'expected pipe_ended of a run that the journal knows, got one of r9',
    );
  });

  it('refuses a size that keeps nothing', () => {
    for (const maxRuns of [0, Number.NaN, -1])
      expect(failureOf(() => make({ maxRuns })).message).toBe(
        `expected maxRuns to be a number from 1, got ${maxRuns}`,
      );
  });
}
