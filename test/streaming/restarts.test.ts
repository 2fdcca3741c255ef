import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  EMPTY,
  finalize,
  map,
  NEVER,
  type Observable,
  of,
  Subject,
  throwError,
  timer,
  VirtualTimeScheduler,
} from 'rxjs';
import { Signals } from '../../lib/signals/signals.ts';
import type { ChangeClass, DimensionChange } from '../../lib/streaming/dimensions/dimensionChange.ts';
import { QueryDependencies, type QueryReads } from '../../lib/streaming/restarts/queryDependencies.ts';
import { renderRestartPreview } from '../../lib/streaming/restarts/renderRestartPreview.ts';
import type { RestartsOptions } from '../../lib/streaming/restarts/restartOptions.ts';
import type { RestartOutcome } from '../../lib/streaming/restarts/restartOutcome.ts';
import type { RestartPreview } from '../../lib/streaming/restarts/restartPreview.ts';
import { restarts } from '../../lib/streaming/restarts/restarts.ts';
import { marbles } from '../../lib/testing/marbles.ts';

const captured = (...entityIds: string[]): QueryReads => ({
  dimensions: entityIds.map((entityId) => ({ entityId, kind: 'capturedAtStart' })),
});
const change = (entityId: string, newVersion = 2, changeClass: ChangeClass = 'data'): DimensionChange => ({
  entityId,
  oldVersion: newVersion - 1,
  newVersion,
  changeClass,
});
const queries = (all: Readonly<Record<string, QueryReads>>): QueryDependencies => {
  const dependencies = new QueryDependencies();
  for (const [id, reads] of Object.entries(all)) dependencies.register(id, reads);
  return dependencies;
};
const short = map(
  (outcome: RestartOutcome) => `${outcome.queryId} ${outcome.status} ${outcome.changes.length}`,
);
const quick = { quietPeriod: 2, maxWait: 6 };

/** What happens, in virtual time: restarts that begin, and signals that are told, with the time of each. */
function played(
  all: Readonly<Record<string, QueryReads>>,
  changes: readonly (readonly [number, DimensionChange])[],
  options: Partial<RestartsOptions> = {},
) {
  const scheduler = new VirtualTimeScheduler(undefined, Number.POSITIVE_INFINITY);
  const signals = new Signals({ scheduler });
  const told: string[] = [];
  const payloads: unknown[] = [];
  signals.of('streaming.*').subscribe(({ name, payload }) => {
    const { queryId, reason } = payload as { queryId?: string; reason?: string };
    told.push([scheduler.now(), name.replace('streaming.', ''), queryId].join(' ').trim());
    payloads.push({ name, reason, ...payload });
  });
  const outcomes: RestartOutcome[] = [];
  const changes$ = new Subject<DimensionChange>();
  const { follow, preview } = restarts({
    dependencies: queries(all),
    restart: () => timer(5, scheduler),
    emit: signals.emit,
    scheduler,
    ...quick,
    ...options,
  });
  changes$.pipe(follow).subscribe((outcome) => outcomes.push(outcome));
  for (const [at, one] of changes) scheduler.schedule(() => changes$.next(one), at);
  scheduler.flush();
  return { told, payloads, outcomes, preview };
}

// biome-ignore format: marbles are aligned by hand
describe('restarts', () => {
  it('makes one restart of many changes, and one more of what changes during it', marbles(({ hot, cold, expectObservable, expectSubscriptions, testScheduler }) => {
    const changes = hot('-a-b--c---d--------------');
    const restart = cold('      ---------|          ');
    const subs = [
      '                  -----^--------!          ',
      '                  --------------^--------! ',
    ];
    const unsub = '       -------------------------!';
    const expected = '    --------------x--------y--';
    const dependencies = queries({ q: captured('a', 'b', 'c', 'd') });
    const { follow } = restarts({ dependencies, restart: () => restart, scheduler: testScheduler, ...quick });

    expectObservable(changes.pipe(map((id) => change(id)), follow, short), unsub)
      .toBe(expected, { x: 'q restarted 2', y: 'q restarted 2' });
    expectSubscriptions(restart.subscriptions).toBe(subs);
  }));

  it('completes once nothing is to be done any more, and errors with the changes', marbles(({ hot, cold, expectObservable }) => {
    const restart = () => cold('---|');
    const { follow } = restarts({ dependencies: queries({ q: captured('a') }), restart });
    const toChange = map((id: string) => change(id));

    expectObservable(hot('-a-|').pipe(toChange, follow, short)).toBe('------(x|)', { x: 'q restarted 1' });
    expectObservable(hot('-a-#').pipe(toChange, follow, short)).toBe('---#');
  }));

  it('restarts nothing for a data change of what is joined live', () => {
    const restart = () => throwError(() => new Error('must not be restarted'));
    const { told, outcomes } = played({ q: { dimensions: [{ entityId: 'a', kind: 'joinedLive' }] } }, [[1, change('a')]], { restart });

    expect(told).toEqual(['1 dimension_change_detected']);
    expect(outcomes).toEqual([]);
  });

  it('tells what happens, before it waits', () => {
    const { told } = played({ p: captured('a'), q: captured('a', 'b') }, [[1, change('a')], [2, change('b')]], { maxConcurrent: 1 });

    expect(told).toEqual([
      '1 dimension_change_detected',
      '1 restart_scheduled p',
      '1 restart_scheduled q',
      '2 dimension_change_detected',
      '2 restart_coalesced q',
      '3 before_restart p',
      '4 restart_throttled q',
      '8 after_restart p',
      '8 before_restart q',
      '13 after_restart q',
    ]);
  });

  it('lets those of a higher priority go first', () => {
    const { told } = played({ o: captured('a'), p: captured('a'), q: { ...captured('a'), priority: 1 } }, [[0, change('a')]], { maxConcurrent: 1 });

    expect(told.filter((line) => line.includes('before_restart'))).toEqual([
      '2 before_restart q', '7 before_restart o', '12 before_restart p',
    ]);
  });

  it('goes down in waves, consumers first, and no further than it may', () => {
    const all = {
      a: captured('dim'), b: { upstreams: ['a'] }, c: { upstreams: ['b'] }, d: { upstreams: ['c'] }, e: { upstreams: ['d'] },
    };
    const { told, payloads, outcomes } = played(all, [[0, change('dim')]], { cascade: true, depthLimit: 2, maxConcurrent: 9 });

    expect(told.filter((line) => !line.includes('scheduled'))).toEqual([
      '0 dimension_change_detected',
      '0 cascade_restart_started',
      '0 restart_blocked d',
      '2 before_restart c',
      '2 restart_throttled b',
      '2 restart_throttled a',
      '7 after_restart c',
      '7 before_restart b',
      '12 after_restart b',
      '12 before_restart a',
      '17 after_restart a',
      '17 cascade_restart_completed',
    ]);
    expect(payloads.at(-1)).toMatchObject({ queryIds: ['c', 'b', 'a'], depth: 2, restarted: 3, failed: 0, durationSeconds: 0.017 });
    expect(outcomes.find(({ queryId }) => queryId === 'd')).toMatchObject({ status: 'blocked', verdict: 'not_permitted' });
  });

  it.each([
    ['unreadable', { readable: () => throwError(() => new Error('gone')) }, 'the changed dimension cannot be read: gone'],
    ['not_refreshed', { refresh: () => throwError(() => new Error('stale')) }, 'its builder could not be refreshed: stale'],
    ['not_validated', { validate: () => throwError(() => new Error('no disk')) }, 'its checkpoint could not be looked at: no disk'],
    ['not_validated', { validate: () => NEVER, checkWithin: 7 }, 'its checkpoint could not be looked at: expected the end within 7 ms, got none'],
    ['needs_clean_start', { validate: () => of('needs_clean_start' as const) }, 'it needs a clean start, and nobody consented to that'],
    ['unknown', { onUnknown: 'block' as const }, 'it is not known whether its checkpoint fits'],
  ])('leaves a query running when its restart is %s', (verdict, options, reason) => {
    let restarted = 0;
    const restart = () => {
      restarted += 1;
      return EMPTY;
    };
    const { outcomes, payloads } = played({ q: captured('a') }, [[0, change('a')]], { ...options, restart });

    expect(restarted).toBe(0);
    expect(outcomes).toMatchObject([{ status: 'blocked', verdict, reason }]);
    expect(payloads.at(-1)).toMatchObject({ name: 'streaming.restart_blocked', queryId: 'q', verdict, reason: expect.stringContaining(reason) });
  });

  it('starts anew where somebody consented', () => {
    const causes: unknown[] = [];
    played({ q: captured('a') }, [[0, change('a')]], {
      validate: () => of('needs_clean_start'), cleanStart: (queryId) => queryId === 'q',
      restart: (_, cause) => { causes.push(cause); return EMPTY; },
    });

    expect(causes).toMatchObject([{ cleanStart: true, changes: [change('a')] }]);
  });

  it('asks in order: the dimension, the builder, the checkpoint, and then restarts', () => {
    const asked: string[] = [];
    const ask = (what: string) => () => { asked.push(what); return EMPTY; };
    played({ q: captured('a') }, [[0, change('a', 2)], [1, change('a', 3)]], {
      readable: ({ newVersion }) => { asked.push(`readable ${newVersion}`); return EMPTY; },
      refresh: ask('refresh'), validate: ask('validate'), restart: ask('restart'),
    });

    expect(asked).toEqual(['readable 3', 'refresh', 'validate', 'restart']);
  });

  it('refreshes a query that is not to be restarted, and asks for no checkpoint', () => {
    const asked: string[] = [];
    const ask = (what: string) => () => { asked.push(what); return EMPTY; };
    const { outcomes, told } = played({ q: { dimensions: [{ entityId: 'a', kind: 'joinedLive' }] } }, [[0, change('a', 2, 'additive')]], {
      refresh: ask('refresh'), validate: ask('validate'), restart: ask('restart'),
    });

    expect(asked).toEqual(['refresh']);
    expect(outcomes).toMatchObject([{ status: 'refreshed', queryId: 'q' }]);
    expect(told).toEqual(['0 dimension_change_detected']);
  });

  it('goes on after a restart that failed', () => {
    const restart = (queryId: string) => (queryId === 'p' ? throwError(() => new Error('no')) : EMPTY);
    const { outcomes, payloads } = played({ p: captured('a'), q: captured('a') }, [[0, change('a')]], { restart });

    expect(outcomes).toMatchObject([{ queryId: 'p', status: 'failed' }, { queryId: 'q', status: 'restarted', gapSeconds: 0 }]);
    expect(payloads).toContainEqual(expect.objectContaining({ name: 'streaming.restart_failed', queryId: 'p', error: 'no', errorType: 'Error' }));
  });

  it('says why nothing is done for a query that is gone', () => {
    const dependencies = queries({ q: captured('a') });
    const { outcomes } = played({}, [[0, change('a')]], { dependencies, onUnknown: 'restart', quietPeriod: 2, readable: () => EMPTY, nextEpoch: () => 1, restart: () => EMPTY });
    expect(outcomes).toMatchObject([{ status: 'restarted' }]);

    const scheduler = new VirtualTimeScheduler(undefined, 100);
    const seen: RestartOutcome[] = [];
    const changes$ = new Subject<DimensionChange>();
    changes$.pipe(restarts({ dependencies, restart: () => EMPTY, scheduler, ...quick }).follow).subscribe((outcome) => seen.push(outcome));
    changes$.next(change('a'));
    dependencies.unregister('q');
    scheduler.flush();

    expect(seen).toMatchObject([{ status: 'blocked', verdict: 'unregistered' }]);
  });

  it('says beforehand what it would do, in text and as data, and then does that', () => {
    const all = {
      live: { dimensions: [{ entityId: 'a', kind: 'joinedLive' }] }, base: { ...captured('a'), priority: 5 }, top: { upstreams: ['base'] }, stuck: captured('a'),
    } as const;
    const validate = ({ queryId }: { queryId: string }) => of(queryId === 'stuck' ? 'needs_clean_start' : 'compatible') as Observable<'compatible'>;
    const { preview, told } = played(all, [[0, change('a')]], { cascade: true, maxConcurrent: 1, validate });
    let previewed: RestartPreview | undefined;
    preview(change('a')).subscribe((value) => { previewed = value; });

    expect(JSON.parse(JSON.stringify(previewed))).toEqual(previewed);
    expect(renderRestartPreview(previewed as RestartPreview).split('\n')).toEqual([
      'data change of a (1 -> 2): concerns 4 queries',
      '  block    stuck: it needs a clean start, and nobody consented to that; data change of a (1 -> 2), which it reads as capturedAtStart',
      '  ignore   live: data change of a (1 -> 2), which it reads as joinedLive',
      '  restart  top (wave 1, checkpoint compatible, away for about 0.005 s): reads base, which is restarted after a data change of a (1 -> 2)',
      '  restart  base (wave 2, checkpoint compatible, away for about 0.005 s): data change of a (1 -> 2), which it reads as capturedAtStart',
    ].sort((x, y) => order(x) - order(y)));
    expect(told.filter((line) => /before_restart|blocked/.test(line)).map((line) => line.split(' ').slice(1).join(' '))).toEqual(
      expect.arrayContaining(['restart_blocked stuck', 'before_restart top', 'before_restart base']),
    );
    function order(line: string): number {
      return (previewed?.queries ?? []).findIndex(({ queryId }) => line.includes(` ${queryId}`));
    }
  });

  it('keeps the cap, restarts nothing twice at once, and has an outcome or a reason for every cause', () => {
    const entities = ['a', 'b', 'c'];
    const event = fc.record({ after: fc.nat(8), entity: fc.constantFrom(...entities), class: fc.constantFrom('data', 'additive', 'breaking', 'metadata') });
    const edge = fc.record({ entityId: fc.constantFrom(...entities), kind: fc.constantFrom('joinedLive', 'capturedAtStart', 'schemaOnly') });
    const reads = fc.array(fc.record({ dimensions: fc.array(edge, { maxLength: 3 }), up: fc.nat(5) }), { minLength: 1, maxLength: 6 });
    const setup = fc.record({ maxConcurrent: fc.integer({ min: 1, max: 3 }), cascade: fc.boolean(), depthLimit: fc.nat(2) });
    fc.assert(fc.property(reads, fc.array(event, { maxLength: 25 }), setup, (all, events, options) => {
      const scheduler = new VirtualTimeScheduler(undefined, Number.POSITIVE_INFINITY);
      const dependencies = new QueryDependencies();
      all.forEach(({ dimensions, up }, i) => { dependencies.register(`q${i}`, { dimensions, upstreams: up < i ? [`q${up}`] : [] }); });
      const signals = new Signals({ scheduler });
      const owed = new Map<string, number>();
      const running = new Set<string>();
      let cascades = 0;
      const owe = (id: string, version: unknown, count: number) => owed.set(`${id} ${version}`, (owed.get(`${id} ${version}`) ?? 0) + count);
      signals.of('streaming.cascade_restart_started').subscribe(() => { cascades += 1; });
      signals.of('streaming.cascade_restart_completed').subscribe(() => { cascades -= 1; });
      const { follow, preview } = restarts({
        ...options, ...quick, dependencies, scheduler, emit: signals.emit,
        restart: (queryId, { changes }) => {
          expect(changes.length).toBeGreaterThan(0);
          expect(running.has(queryId)).toBe(false);
          running.add(queryId);
          expect(running.size).toBeLessThanOrEqual(options.maxConcurrent);
          expect([...dependencies.allBelow(queryId)].filter((id) => running.has(id))).toEqual([]);
          const fails = changes.length % 2 === 1;
          return (fails ? throwError(() => 'error') : timer(4, scheduler)).pipe(finalize(() => running.delete(queryId)));
        },
      });
      const changes$ = new Subject<DimensionChange>();
      changes$.pipe(follow).subscribe(({ queryId, changes }) => {
        for (const { newVersion } of changes) owe(queryId, newVersion, -1);
      });
      let at = 0;
      events.forEach(({ after, entity, class: changeClass }, n) => {
        at += after;
        scheduler.schedule(() => {
          const one = change(entity, n + 1, changeClass as ChangeClass);
          preview(one).subscribe(({ queries: said }) => {
            for (const { queryId, reaction } of said) if (reaction !== 'ignore') owe(queryId, n + 1, 1);
          });
          changes$.next(one);
        }, at);
      });
      scheduler.flush();
      expect([...owed].filter(([, count]) => count !== 0)).toEqual([]);
      expect(running.size).toBe(0);
      expect(cascades).toBe(0);
    }));
  });
});
