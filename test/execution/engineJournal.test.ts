import { describe, expect, it } from '@jest/globals';
import { lastValueFrom, map, NEVER, VirtualTimeScheduler } from 'rxjs';
import type { Engine } from '../../lib/data/engine.ts';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import { entity } from '../../lib/definitions/entity.ts';
import { expects } from '../../lib/definitions/expects.ts';
import { pipe } from '../../lib/definitions/pipe.ts';
import { Registry } from '../../lib/definitions/registry.ts';
import { engineJournal } from '../../lib/execution/journal/engineJournal.ts';
import type { Journal, JournalEntry } from '../../lib/execution/journal/journal.ts';
import { lastStates } from '../../lib/execution/journal/lastStates.ts';
import { resume } from '../../lib/execution/journal/resume.ts';
import { run } from '../../lib/execution/run.ts';
import { now } from '../data/support/now.ts';
import { endings } from './support/flow.ts';
import { journalCases } from './support/journalCases.ts';

const withoutTransactions = (engine: Engine): Engine => ({
  ...engine,
  capabilities: { ...engine.capabilities, transactions: false },
});

describe('engineJournal', () => {
  journalCases((options) => engineJournal(memoryEngine(), options));

  describe('on an engine without transactions', () =>
    journalCases((options) => engineJournal(withoutTransactions(memoryEngine()), options)));

  it('is there for whoever has the engine, and leaves nothing of what it forgot', () => {
    const engine = memoryEngine();
    const started = (runId: string): JournalEntry => ({
      ...{ kind: 'run_started', runId, at: 1, resumes: undefined, pipeIds: [], fingerprints: {} },
    });
    now(engineJournal(engine).append(started('r1')));
    now(engineJournal(engine, { maxRuns: 1 }).append(started('r2')));
    expect(now(engineJournal(engine).runs())).toEqual([['r2']]);
    expect(now(engine.notes('journal:r1'))).toEqual([new Map()]);
  });

  it('keeps both of two runs that start at once', async () => {
    const engine = memoryEngine({ latency: 1 });
    const journal = engineJournal(engine);
    const started = (runId: string): JournalEntry => ({
      ...{ kind: 'run_started', runId, at: 1, resumes: undefined, pipeIds: [], fingerprints: {} },
    });
    const begin = (id: string) => lastValueFrom(journal.append(started(id)), { defaultValue: undefined });
    await Promise.all(['a', 'b', 'c'].map(begin));
    expect([...(await lastValueFrom(journal.runs()))].sort()).toEqual(['a', 'b', 'c']);
  });

  it('tells selections how pipes ended in a process before', () => {
    const engine = memoryEngine();
    const definitions = new Registry().add(
      pipe('a', { output: entity('a'), run: () => [[{ n: 1 }]] }),
      pipe('b', {
        output: entity('b'),
        run: () => {
          throw new Error('broken');
        },
      }),
    );
    now(endings(run('*', { engine, definitions, journal: engineJournal(engine) })));
    const [stateOf] = now(lastStates(engineJournal(engine)));
    expect([stateOf?.('a'), stateOf?.('b')]).toEqual(['succeeded', 'failed']);
  });
});

describe('resume after a process that ended between commit and journal', () => {
  const ledger = entity('ledger');
  const total = entity('total');
  // What is left behind has its timers in a clock that stands still.
  const scheduler = new VirtualTimeScheduler();

  /** A journal of a process that ends before it can note the end of a pipe. */
  const dyingAt = (journal: Journal, pipeId: string): Journal => ({
    ...journal,
    append: (entry) =>
      entry.kind === 'pipe_ended' && entry.pipeId === pipeId ? NEVER : journal.append(entry),
  });

  function world() {
    const engine = memoryEngine();
    const ran: string[] = [];
    const registered = (rows: readonly object[] = [{ n: 1 }]) =>
      new Registry().add(
        pipe('ledger', {
          output: ledger,
          write: 'append',
          run: () => {
            ran.push('ledger');
            return [rows];
          },
        }),
        pipe('total', {
          inputs: [ledger],
          output: total,
          run: ({ ledger }) => {
            ran.push('total');
            return ledger.rows().pipe(map((all) => [{ n: all.length }]));
          },
        }),
      );
    const journal = engineJournal(engine);
    const dies = (pipeId: string): string => {
      let runId = '';
      run('*', {
        engine,
        definitions: registered(),
        journal: dyingAt(journal, pipeId),
        scheduler,
      }).subscribe((event) => {
        runId = event.runId;
      });
      ran.length = 0;
      return runId;
    };
    const rowsOf = (of: typeof ledger | typeof total) => now(engine.read(of).rows()).flat();
    return { engine, ran, registered, journal, dies, rowsOf };
  }

  it('does not run again what is committed', () => {
    const { engine, ran, registered, journal, dies, rowsOf } = world();
    const runId = dies('ledger');
    expect(rowsOf(ledger)).toEqual([{ n: 1 }]);
    expect(now(endings(resume(runId, { engine, definitions: registered(), journal })))).toEqual([
      { ledger: 'skipped: unchanged', total: 'succeeded' },
    ]);
    expect([ran, rowsOf(ledger), rowsOf(total)]).toEqual([['total'], [{ n: 1 }], [{ n: 1 }]]);
  });

  it('checks what is committed, as nobody may have come to it', () => {
    const engine = memoryEngine();
    const journal = engineJournal(engine);
    const checked = entity('checked', { checks: [expects.range('n', { min: 10 })] });
    const definitions = new Registry().add(
      pipe('write', { output: checked, write: 'append', run: () => [[{ n: 1 }]] }),
      pipe('read', { inputs: [checked], output: total, run: () => [[{ n: 0 }]] }),
    );
    let runId = '';
    run('*', { engine, definitions, journal: dyingAt(journal, 'write'), scheduler }).subscribe((event) => {
      runId = event.runId;
    });
    expect(now(endings(resume(runId, { engine, definitions, journal })))).toEqual([
      {
        write: 'failed: expected checked to pass its checks, but range(n) failed: 1 of 1 rows are not so',
        read: 'skipped: upstream_failed write',
      },
    ]);
    expect(now(engine.read(checked).rows()).flat()).toEqual([{ n: 1 }]);
  });

  it('runs again what is committed, but was defined otherwise since', () => {
    const { engine, journal, dies, ran, rowsOf } = world();
    const runId = dies('ledger');
    const definitions = new Registry().add(
      pipe('ledger', { output: ledger, run: () => [[{ n: 7 }]] }),
      pipe('total', { inputs: [ledger], output: total, run: () => [[{ n: 0 }]] }),
    );
    now(endings(resume(runId, { engine, definitions, journal })));
    expect([ran, rowsOf(ledger)]).toEqual([[], [{ n: 7 }]]);
  });

  it('runs what was under way, and had not committed', () => {
    const { engine, registered, journal, rowsOf } = world();
    const definitions = new Registry().add(
      pipe('ledger', { output: ledger, write: 'append', run: () => NEVER }),
    );
    let runId = '';
    run('*', { engine, definitions, journal, scheduler }).subscribe((event) => {
      runId = event.runId;
    });
    now(endings(resume(runId, { engine, definitions: registered(), journal })));
    expect(rowsOf(ledger)).toEqual([{ n: 1 }]);
  });
});
