import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { EMPTY, map, NEVER, of, Subject, Subscription } from 'rxjs';
import { entity } from '../../lib/definitions/entity.ts';
import { pipe } from '../../lib/definitions/pipe.ts';
import { Registry } from '../../lib/definitions/registry.ts';
import { plan } from '../../lib/planning/makePlan.ts';
import { streaming } from '../../lib/planning/streaming.ts';
import { Signals } from '../../lib/signals/signals.ts';
import { queries } from '../../lib/streaming/queries/queries.ts';
import { type QueryBuilder, query } from '../../lib/streaming/queries/query.ts';
import type { QueryProgress } from '../../lib/streaming/queries/queryProgress.ts';
import { stream } from '../../lib/streaming/stream.ts';
import { StreamFailedError } from '../../lib/streaming/streamFailedError.ts';
import { StreamStartError } from '../../lib/streaming/streamStartError.ts';
import { fakeQuery } from '../../lib/testing/fakeQuery.ts';
import { marbles } from '../../lib/testing/marbles.ts';

const [a, b, c] = [
  entity('a', { keys: ['id'] }),
  entity('b', { keys: ['id'] }),
  entity('c', { keys: ['id'] }),
];
const run = () => EMPTY;

/** bronze ─▶ silver ─▶ gold, so gold starts first. */
const chain = plan(
  new Registry()
    .add(
      pipe('bronze', { output: a, mode: 'stream', run }),
      pipe('silver', { inputs: [a], output: b, mode: 'stream', run }),
      pipe('gold', { inputs: [b], output: c, mode: 'stream', run }),
    )
    .wiring(),
  undefined,
  { strategy: streaming },
);

const endless = () => ({ progress$: NEVER, stop: () => EMPTY });

/** A set with a query for each pipe, which notes what starts and stops. */
function setOf(builders: Readonly<Record<string, QueryBuilder>>, signals = new Signals({ memory: 100 })) {
  const log: string[] = [];
  const all = queries({ signals, recovery: false });
  for (const [id, build] of Object.entries(builders)) all.register(query(id, build));
  all.states$.subscribe(({ queryId, state }) => {
    if (state === 'starting' || state === 'stopping') log.push(`${queryId} ${state}`);
  });
  const told = () =>
    signals
      .recent()
      .filter(({ name }) => name.includes('orchestrator'))
      .map(({ name, payload }) => [name.replace('streaming.orchestrator_', ''), payload]);
  return { all, log, told };
}

/** What still runs after a test. */
let open = new Subscription();
afterEach(() => {
  open.unsubscribe();
  open = new Subscription();
});

// biome-ignore format: marbles are aligned by hand
describe('stream', () => {
  it('starts consumers first, and each generation only when the one before runs', marbles(({ expectObservable }) => {
    const slow = () => fakeQuery('-', { startTakes: 9 }).started$;
    const { all } = setOf({ bronze: slow, silver: slow, gold: slow });
    const letters = { g: 'gold starting', G: 'gold running', s: 'silver starting', S: 'silver running', b: 'bronze starting', B: 'bronze running' };
    const states$ = stream(chain, { queries: all }).pipe(map(({ queryId, state }) => `${queryId} ${state}`));
    const until = '   ^---------------------------!';
    const expected = 'g--------(Gs)-----(Sb)-----B';

    expectObservable(all.run$, '^ 1s !').toBe('');
    expectObservable(states$, until).toBe(expected, letters);
  }));

  it('stops what it started in reverse order, and tells how many that were', () => {
    const { all, log, told } = setOf({ bronze: endless, silver: endless, gold: endless });
    open.add(all.run$.subscribe());
    const running = stream(chain, { queries: all }).subscribe();
    log.length = 0;
    running.unsubscribe();
    expect(log).toEqual(['bronze stopping', 'silver stopping', 'gold stopping']);
    expect(told()).toEqual([
      ['started', { runId: expect.any(String), queryIds: ['gold', 'silver', 'bronze'], activeQueryCount: 0 }],
      ['stopped', { runId: expect.any(String), queryIds: ['gold', 'silver', 'bronze'], activeQueryCount: 0, stoppedCount: 3 }],
    ]);
  });

  it('stops those that run when one cannot be started, and says which', () => {
    const broken = () => { throw new Error('no such topic'); };
    const { all, log, told } = setOf({ bronze: broken, silver: endless, gold: endless });
    open.add(all.run$.subscribe());
    const error = jest.fn();
    stream(chain, { queries: all }).subscribe({ error });
    expect(log).toEqual(['gold starting', 'silver starting', 'bronze starting', 'silver stopping', 'gold stopping']);
    expect(error.mock.calls[0]?.[0]).toBeInstanceOf(StreamStartError);
    expect(error.mock.calls[0]?.[0]).toMatchObject({
      queryId: 'bronze',
      stopped: ['silver', 'gold'],
      message: 'expected the query "bronze" to start, but expected the query "bronze" to run, but it failed: Error: no such topic; stopped silver, gold',
    });
    expect(told().at(-1)).toMatchObject(['failed', { failedQueries: ['bronze'], stoppedCount: 2, activeQueryCount: 0 }]);
  });

  it('stops those that run when it is left while it starts', () => {
    const { all, log, told } = setOf({ bronze: endless, silver: () => new Subject<QueryProgress>(), gold: endless });
    open.add(all.run$.subscribe());
    stream(chain, { queries: all }).subscribe().unsubscribe();
    expect(log).toEqual(['gold starting', 'silver starting', 'silver stopping', 'gold stopping']);
    expect(told().at(-1)).toMatchObject(['stopped', { stoppedCount: 2 }]);
  });

  it('does not forget a failure though the others end cleanly', () => {
    const [failing, ending] = [new Subject<QueryProgress>(), new Subject<QueryProgress>()];
    const batch = { batchId: 0, numInputRows: 1 };
    const building = (progress$: Subject<QueryProgress>) => () => ({ progress$, stop: () => EMPTY });
    const { all, told } = setOf({ bronze: building(failing), silver: building(ending), gold: building(ending) });
    open.add(all.run$.subscribe());
    const error = jest.fn();
    stream(chain, { queries: all }).subscribe({ error });
    failing.next(batch);
    failing.error(new Error('disk full'));
    expect(error).not.toHaveBeenCalled();
    ending.complete();
    expect(error.mock.calls[0]?.[0]).toBeInstanceOf(StreamFailedError);
    expect(error).toHaveBeenCalledWith(expect.objectContaining({ message: 'expected no query to fail, but 1 of 3 did: bronze (disk full)' }));
    expect(told().at(-1)).toMatchObject(['failed', { failedQueries: ['bronze'], stoppedCount: 0 }]);
  });

  it('completes when every query has come to its end', () => {
    const ending = new Subject<QueryProgress>();
    const build = () => ({ progress$: ending, stop: () => EMPTY });
    const { all, told } = setOf({ bronze: build, silver: build, gold: build });
    open.add(all.run$.subscribe());
    const complete = jest.fn();
    stream(chain, { queries: all }).subscribe({ complete });
    expect(complete).not.toHaveBeenCalled();
    ending.complete();
    expect(complete).toHaveBeenCalledTimes(1);
    expect(told().at(-1)).toMatchObject(['completed', { activeQueryCount: 0 }]);
  });

  it('leaves alone what ran before', () => {
    const { all, log } = setOf({ bronze: endless, silver: endless, gold: endless });
    open.add(all.run$.subscribe());
    all.start('silver').subscribe();
    log.length = 0;
    stream(chain, { queries: all }).subscribe().unsubscribe();
    expect(log).toEqual(['gold starting', 'bronze starting', 'bronze stopping', 'gold stopping']);
    expect(all.status('silver').state).toBe('running');
  });

  it('refuses pipes without a query, all at once', () => {
    const { all } = setOf({ bronce: () => of(), gold: endless });
    expect(() => stream(chain, { queries: all })).toThrow(
      'stream: 2 things are wrong\n  silver: expected a registered query for this pipe\n  bronze: expected a registered query for this pipe; did you mean "bronce"?',
    );
  });
});
