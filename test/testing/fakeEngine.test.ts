import { describe, expect, it } from '@jest/globals';
import { map, mergeMap } from 'rxjs';
import { listenFor } from '../../lib/streaming/listening/listenFor.ts';
import { type Queries, queries } from '../../lib/streaming/queries/queries.ts';
import { query } from '../../lib/streaming/queries/query.ts';
import { UnknownQueryError } from '../../lib/streaming/queries/unknownQueryError.ts';
import { type FakeEngine, fakeEngine } from '../../lib/testing/fakeEngine.ts';
import type { FakeBehaviour, FakeStart } from '../../lib/testing/fakeRunPlan.ts';
import { marbles } from '../../lib/testing/marbles.ts';
import { SimulatedScheduler } from '../../lib/testing/simulatedScheduler.ts';
import { constant } from '../../operators/backoff.ts';

const quietly = { error: () => undefined };
const each5 = () => ({ batchEvery: 5 });

interface Play {
  readonly engine: FakeEngine;
  readonly all: Queries;
  readonly scheduler: SimulatedScheduler;
  readonly lines: readonly string[];
}

/** What becomes of a query of an engine in 60 ms, as one line for each thing that happens. */
function played(
  behaviour: FakeBehaviour,
  does: (play: Play) => void = () => undefined,
  before: (engine: FakeEngine) => void = () => undefined,
  names = /^(started|terminated|running|stopping|stopped|recovering|exhausted|refused|ended)/,
): Play {
  const scheduler = new SimulatedScheduler();
  const engine = fakeEngine({ scheduler, queries: { q: behaviour } });
  const lines: string[] = [];
  const note = (what: string) => {
    if (names.test(what)) lines.push(`${scheduler.elapsed} ${what}`);
  };
  const all = queries({
    scheduler,
    stopTimeout: 5,
    watchdog: { staleAfter: 20, checkEvery: 1 },
    recovery: { maxRetries: 3, backoff: constant(2), stableAfter: 10 },
  }).register(query('q', engine.builder('q')));
  all.states$.subscribe(({ state }) => note(state));
  engine.facts$.subscribe((fact) => {
    if (fact.kind === 'ended') note(`ended ${fact.run.epoch}: ${fact.because}`);
    if (fact.kind === 'refused') note(`refused ${fact.run.epoch}/${fact.batchId}`);
  });
  engine.events$.subscribe(({ kind, runId }) => note(`${kind} by ${runId}`));
  const listening = { poll: engine.poll, pollEvery: 10, scheduler, turns: scheduler.asap };
  const heard = engine.events$.pipe(listenFor(all, listening)).subscribe();
  const run = all.run$.subscribe();
  before(engine);
  all.start('q').subscribe(quietly);
  const play = { engine, all, scheduler, lines };
  does(play);
  scheduler.advanceTo(60);
  heard.unsubscribe();
  run.unsubscribe();
  engine.shutDown();
  scheduler.flush();
  expect(scheduler.waiting).toBe(0);
  return play;
}

/** The lines up to a time, as more of the same follows. */
const until = (time: number, { lines }: Play) => lines.filter((line) => Number.parseInt(line, 10) <= time);

// biome-ignore format: marbles are aligned by hand
describe('fakeEngine', () => {
  it('tells of a diagram in events and in progress, and what of it is committed', marbles(({ expectObservable }) => {
    const engine = fakeEngine({ queries: { q: '-p-i-p-#' } });
    const all = queries({ recovery: false }).register(query('q', engine.builder('q')));
    const run = '      ^----------!';
    const progress = ' -a-i-b';
    const events = '   sp-i-p-t';
    const commits = '  -a---b';
    const ended = '    -------e';
    const batch = (batchId: number, numInputRows = 100) => ({ batchId, numInputRows });

    expectObservable(all.run$, run).toBe('');
    expectObservable(all.progress$.pipe(map(({ progress: { batchId, numInputRows } }) => batch(batchId, numInputRows))), run).toBe(progress, { a: batch(0), i: batch(1, 0), b: batch(1) });
    expectObservable(engine.events$.pipe(map(({ kind }) => kind)), run).toBe(events, { s: 'started', p: 'progress', i: 'idle', t: 'terminated' });
    expectObservable(engine.facts$.pipe(mergeMap((fact) => fact.kind === 'committed' ? [fact.batchId] : [])), run).toBe(commits, { a: 0, b: 1 });
    expectObservable(engine.facts$.pipe(mergeMap((fact) => fact.kind === 'ended' ? [fact.because] : [])), run).toBe(ended, { e: 'crashed' });
    expectObservable(all.start('q').pipe(map(({ state }) => state))).toBe('(u|)', { u: 'running' });
  }));

  it('asks a function what each run does', () => {
    const starts: FakeStart[] = [];
    const play = played((start) => {
      starts.push(start);
      return { startTakes: 3, stopTakes: 2, batchEvery: 5, rows: (batch) => (batch % 2 === 0 ? 7 : 0) };
    }, ({ scheduler, all, engine }) => {
      scheduler.advanceTo(17);
      expect(engine.alive('q')).toEqual([expect.objectContaining({ queryId: 'q', runId: 'q#1', epoch: 1, state: 'running', batchId: 0 })]);
      expect(all.metrics('q')).toMatchObject({ batches: 1, rows: 7 });
      all.restart('q').subscribe();
    });
    expect(starts).toEqual([{ queryId: 'q', epoch: 1 }, { queryId: 'q', epoch: 2 }]);
    expect(until(25, play)).toEqual([
      '3 started by q#1', '3 running', '17 stopping', '19 ended 1: stopped', '19 terminated by q#1',
      '22 started by q#2', '22 running',
    ]);
  });

  it('crashes, and its progress, its events and its answers say so', () => {
    const play = played(each5, ({ scheduler, engine }) => {
      expect(engine.crash('q')).toBe(false);
      scheduler.advanceTo(12);
      expect(engine.crash('q', { error: new Error('out of memory') })).toBe(true);
      expect(engine.alive()).toEqual([]);
    });
    expect(until(15, play)).toEqual([
      '0 started by q#1', '0 running', '12 ended 1: crashed', '12 recovering', '12 terminated by q#1',
      '14 started by q#2', '14 running',
    ]);
    expect(play.all.metrics('q').lastErrors).toMatchObject([{ at: 12, error: new Error('out of memory') }]);
  });

  it.each([
    ['events, where its progress does not', () => undefined, 12],
    ['polls, where events do not either', (engine: FakeEngine) => engine.loseEvents(), 20],
    ['nobody, where polls fail', (engine: FakeEngine) => { engine.loseEvents(); engine.failPolls(); }, 30],
    ['nobody, where polls hang', (engine: FakeEngine) => { engine.loseEvents(); engine.failPolls({ hangs: true }); }, 30],
  ])('crashes silently, which is told by %s', (_, fault, noticedAt) => {
    const play = played(each5, ({ scheduler, engine }) => {
      scheduler.advanceTo(12);
      fault(engine);
      engine.crash('q', { isSilent: true });
    });
    expect(play.lines.find((line) => line.endsWith('recovering'))).toBe(`${noticedAt} recovering`);
  });

  it('fails starts, crashes after them and lets them hang, as often as asked', () => {
    const play = played(each5, () => undefined, (engine) => {
      engine.failStart('q');
      engine.crashAfterStart('q', { times: 2 });
      engine.hangStart('q');
    });
    expect(play.lines).toEqual([
      '0 ended 1: crashed', '0 recovering',
      '2 started by q#2', '2 running', '2 ended 2: crashed', '2 recovering', '2 terminated by q#2',
      '4 started by q#3', '4 running', '4 ended 3: crashed', '4 recovering', '4 terminated by q#3',
      '27 ended 4: cancelled', '27 exhausted',
    ]);
  });

  it('falls silent for a while, or for ever', () => {
    const play = played(each5, ({ scheduler, engine, all }) => {
      scheduler.advanceTo(7);
      engine.hang('q', { forMs: 15 });
      scheduler.advanceTo(27);
      expect(all.status('q').state).toBe('running');
      engine.hang('q');
    });
    expect(until(50, play)).toEqual(['0 started by q#1', '0 running', '45 recovering', '45 ended 1: stopped', '45 terminated by q#1', '47 started by q#2', '47 running']);
  });

  it('hangs when it is stopped, goes on, and may commit nothing any more', () => {
    const play = played(each5, ({ scheduler, engine, all }) => {
      scheduler.advanceTo(7);
      engine.hangStop('q', { takes: 15 });
      all.restart('q').subscribe();
      scheduler.advanceTo(14);
      expect(engine.alive('q').map(({ epoch, mayCommit }) => [epoch, mayCommit])).toEqual([[1, false], [2, true]]);
    });
    expect(until(30, play)).toEqual([
      '0 started by q#1', '0 running', '7 stopping', '12 started by q#2', '12 running', '15 refused 1/2', '20 refused 1/4',
      '22 ended 1: stopped', '22 terminated by q#1',
    ]);
  });

  it.each([
    ['comes as it is told', () => undefined, ['0 started', '5 progress', '10 progress', '15 progress', '20 progress']],
    ['is lost', (engine: FakeEngine) => engine.loseEvents({ forMs: 12 }), ['15 progress', '20 progress']],
    ['of some kinds is lost', (engine: FakeEngine) => engine.loseEvents({ kinds: ['progress'] }), ['0 started']],
    ['comes twice', (engine: FakeEngine) => engine.duplicateEvents({ forMs: 7 }), ['0 started', '0 started', '5 progress', '5 progress', '10 progress', '15 progress', '20 progress']],
    ['comes late', (engine: FakeEngine) => engine.delayEvents(6, { forMs: 7 }), ['6 started', '10 progress', '11 progress', '15 progress', '20 progress']],
    ['changes places', (engine: FakeEngine) => engine.reorderEvents({ forMs: 12 }), ['5 progress', '5 started', '12 progress', '15 progress', '20 progress']],
    ['comes late, and twice then', (engine: FakeEngine) => { engine.duplicateEvents({ forMs: 2 }); engine.delayEvents(1); }, ['1 started', '1 started', '6 progress', '11 progress', '16 progress', '21 progress']],
  ])('tells what %s', (_, fault, expected) => {
    const scheduler = new SimulatedScheduler();
    const engine = fakeEngine({ queries: { q: each5 }, scheduler });
    const lines: string[] = [];
    engine.events$.subscribe(({ kind }) => lines.push(`${scheduler.elapsed} ${kind}`));
    fault(engine);
    query('q', engine.builder('q')).watched({ scheduler }).subscribe();
    scheduler.advanceTo(22);
    expect(lines).toEqual(expected);
  });

  it('ends everything at once, and tells nobody', () => {
    const play = played(each5, ({ scheduler, engine }) => {
      scheduler.advanceTo(7);
      engine.shutDown();
      expect(engine.alive()).toEqual([]);
    });
    expect(until(7, play)).toEqual(['0 started by q#1', '0 running', '7 ended 1: vanished']);
  });

  it('refuses ids that it does not know, and says what may be meant', () => {
    const engine = fakeEngine({ queries: { orders: 'p' } });
    const refusal = new UnknownQueryError('order', ['orders']);
    const calls = ['builder', 'alive', 'crash', 'crashAfterStart', 'failStart', 'hangStart', 'hang', 'hangStop'] as const;
    for (const call of calls) expect(() => engine[call]('order')).toThrow(refusal);
    expect(refusal.message).toBe('expected the id of a registered query, got "order"; did you mean "orders"?');
  });
});
