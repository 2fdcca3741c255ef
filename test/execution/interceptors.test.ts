import { describe, expect, it } from '@jest/globals';
import {
  delay,
  EMPTY,
  ignoreElements,
  lastValueFrom,
  map,
  type Observable,
  of,
  retry,
  tap,
  throwError,
} from 'rxjs';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import type { AttemptEnd } from '../../lib/execution/attemptEnd.ts';
import { type Interceptor, InterceptorError, type Verdict, veto } from '../../lib/execution/interceptor.ts';
import { toResult } from '../../lib/execution/toResult.ts';
import { marbles } from '../../lib/testing/marbles.ts';
import { now } from '../data/support/now.ts';
import { endings, type FlowPipe, only, running } from './support/flow.ts';

const broken = new Error('broken');
const row = of([{ n: 1 }]);
const rowsIn = (engine: ReturnType<typeof memoryEngine>, id: string) =>
  now(engine.estimateSize(id))[0]?.rows;

/** How a pipe ends that reads `in`, appends to `a` and is tried again, how often its body ran, and the rows of `a`. */
function endOf(...interceptors: readonly Interceptor[]) {
  const engine = memoryEngine();
  let bodies = 0;
  const run: FlowPipe['run'] = () => {
    bodies += 1;
    return row as never;
  };
  const flow = {
    in: EMPTY,
    a: { reads: 'in', run, write: 'append', retry: { maxRetries: 2, delay: 0 } },
  } as const;
  const [ends] = now(endings(running(flow, { engine, interceptors: interceptors.map(onlyA) })));
  return {
    a: ends?.['a'],
    bodies,
    rows: now(engine.versions(['a']))[0]?.has('a') ? rowsIn(engine, 'a') : 0,
  };
}

/** Leaves other pipes alone. */
const onlyA = (interceptor: Interceptor): Interceptor => ({
  ...interceptor,
  before: (call) => (call.pipe.id === 'a' ? interceptor.before?.(call) : undefined),
  write: (entity, call) => (call.pipe.id === 'a' ? interceptor.write?.(entity, call) : undefined),
  after: (end, call) => (call.pipe.id === 'a' ? interceptor.after?.(end, call) : undefined),
  around: (call) =>
    call.pipe.id === 'a' && interceptor.around ? interceptor.around(call) : (source) => source,
});

describe('a veto', () => {
  it('skips the pipe with its reason, before it starts, reads or writes', () => {
    expect(endOf({ before: () => veto('not today') })).toEqual({
      a: 'skipped: vetoed not today',
      bodies: 0,
      rows: 0,
    });
    expect(endOf({ read: () => veto('not this table') })).toEqual({
      a: 'skipped: vetoed not this table',
      bodies: 0,
      rows: 0,
    });
    expect(endOf({ write: () => veto('read only') })).toEqual({
      a: 'skipped: vetoed read only',
      bodies: 1,
      rows: 0,
    });
    expect(endOf({ before: () => undefined, read: () => undefined, write: () => undefined })).toEqual({
      a: 'succeeded',
      bodies: 1,
      rows: 1,
    });
  });

  it.each(['before', 'read', 'write'] as const)(
    'may come later, as what %s promises or emits',
    async (step) => {
      const ends = (verdict: Verdict) =>
        lastValueFrom(
          endings(running({ a: { reads: 'in', run: row } }, { interceptors: [{ [step]: () => verdict }] })),
        );

      expect(await ends(Promise.resolve(veto('no')))).toEqual({ a: 'skipped: vetoed no' });
      expect(await ends(of(veto('no')))).toEqual({ a: 'skipped: vetoed no' });
      expect(await ends(Promise.resolve())).toEqual({ a: 'succeeded' });
      expect(await ends(EMPTY)).toEqual({ a: 'succeeded' });
    },
  );

  it('is that of the first who has one, and those behind are not asked', () => {
    const asked: string[] = [];
    const named = (name: string, verdict?: Verdict): Interceptor => ({
      before: () => {
        asked.push(name);
        return verdict;
      },
    });
    expect(endOf(named('one'), named('two', of(veto('two'))), named('three', veto('three'))).a).toBe(
      'skipped: vetoed two',
    );
    expect(asked).toEqual(['one', 'two']);
  });

  it('stops nobody who reads what the pipe would have written', () => {
    const interceptors = [
      { before: ({ pipe }: { pipe: { id: string } }) => (pipe.id === 'a' ? veto('no') : undefined) },
    ];
    const flow = { a: EMPTY, b: { reads: 'other a', run: EMPTY } };
    expect(now(endings(running(flow, { interceptors })))).toEqual([
      { a: 'skipped: vetoed no', b: 'succeeded' },
    ]);
  });

  it('has to be one: what an interceptor gives instead is not taken for a yes', () => {
    const refused = (verdict: unknown) => endOf({ name: 'guard', write: () => verdict as Verdict });
    const message =
      'failed: expected write of the interceptor guard to end well for a, got TypeError: expected nothing or a veto, got ';

    expect(refused('not today')).toEqual({ a: `${message}"not today"`, bodies: 1, rows: 0 });
    expect(refused(of(false))).toEqual({ a: `${message}false`, bodies: 1, rows: 0 });
    expect(refused({ kind: 'veto' })).toEqual({ a: `${message}an object`, bodies: 1, rows: 0 });
  });
});

describe('an interceptor that fails', () => {
  const thrown = () => {
    throw broken;
  };
  const later = () => throwError(() => broken);
  const message = (step: string) =>
    `failed: expected ${step} of the interceptor interceptors[0] to end well for a, got Error: broken`;

  it.each([
    ['before', 0],
    ['read', 0],
    ['write', 1],
  ] as const)('in %s fails the pipe once', (step, bodies) => {
    expect(endOf({ [step]: thrown })).toEqual({ a: message(step), bodies, rows: 0 });
    expect(endOf({ [step]: later })).toEqual({ a: message(step), bodies, rows: 0 });
  });

  it('in after fails the pipe once, and the write stands', () => {
    expect(endOf({ after: thrown })).toEqual({ a: message('after'), bodies: 1, rows: 1 });
    expect(endOf({ after: later })).toEqual({ a: message('after'), bodies: 1, rows: 1 });
  });

  it('in around fails the pipe once', () => {
    expect(endOf({ around: thrown })).toEqual({ a: message('around'), bodies: 0, rows: 0 });
    expect(endOf({ around: () => thrown })).toEqual({ a: message('around'), bodies: 0, rows: 0 });
    expect(endOf({ around: () => map(thrown) })).toEqual({ a: 'failed: broken', bodies: 1, rows: 1 });
  });

  it('is told by name, step and pipe, with the cause', () => {
    const [result] = now(
      running({ a: EMPTY }, { interceptors: [{}, { name: 'guard', before: thrown }] }).pipe(toResult()),
    );
    const state = result?.stateOf('a');
    const error = state?.status === 'failed' ? state.error : undefined;
    expect(error).toBeInstanceOf(InterceptorError);
    expect(error).toMatchObject({ interceptor: 'guard', step: 'before', pipeId: 'a', cause: broken });
  });
});

// biome-ignore format: marbles are aligned by hand
describe('around a pipe', () => {
  it('may be an operator of your own, with the call at hand; the first is outermost', marbles(({ cold, expectObservable, flush }) => {
    const told: string[] = [];
    const tracing = (name: string): Interceptor => ({
      around: ({ pipe }) => (source) => {
        told.push(`${name} around ${pipe.id}`);
        return source.pipe(tap(({ kind }) => told.push(`${name} ${kind}`)));
      },
      before: ({ attempt }) => void told.push(`${name} before ${attempt}`),
      after: ({ kind }, { attempt }) => void told.push(`${name} after ${kind} ${attempt}`),
    });

    expectObservable(endings(running({ a: cold('--|') }, { interceptors: [tracing('outer'), tracing('inner')] }))).toBe('--(r|)', { r: { a: 'succeeded' } });
    flush();
    expect(told).toEqual([
      'outer before 0',
      'inner before 0',
      'outer around a',
      'inner around a',
      'inner done',
      'outer done',
      'outer after done 1',
      'inner after done 1',
    ]);
  }));

  it('may try again, as often as it likes', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const a = cold('  -#', {}, broken);
    const subs = [
      '               ^!   ',
      '               -^!  ',
      '               --^! ',
    ];
    const interceptors = [{ around: () => retry<AttemptEnd>(2) }];

    expectObservable(only(running({ a }, { interceptors }), 'pipe_ended').pipe(map(({ outcome }) => outcome.status === 'failed' && outcome.attempts))).toBe('---(r|)', { r: 3 });
    expectSubscriptions(a.subscriptions).toBe(subs);
  }));

  it('may take its time, for which consumers wait', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const [a, b] = [cold('--|'), cold('-|')];
    const bSubs = '      -----^!';
    const flow = { a, b: { reads: 'a', run: b } };
    const interceptors: Interceptor[] = [{ around: ({ pipe }) => (pipe.id === 'a' ? delay(3) : tap()) }];

    expectObservable(endings(running(flow, { interceptors }))).toBe('------(r|)', { r: { a: 'succeeded', b: 'succeeded' } });
    expectSubscriptions(b.subscriptions).toBe(bSubs);
  }));

  it('holds all attempts and the delays between them', marbles(({ cold, expectObservable, flush }) => {
    const bodies = [cold('-#'), cold('-|')];
    let started = 0;
    const counting: Interceptor = { around: () => tap({ subscribe: () => { started += 1; } }) };
    const run$ = running({ a: () => bodies.shift() as never }, { interceptors: [counting], retry: { maxRetries: 1, delay: 4, jitter: 0 } });

    expectObservable(endings(run$)).toBe('------(r|)', { r: { a: 'succeeded' } });
    flush();
    expect(started).toBe(1);
  }));

  it('has to let the end through', marbles(({ cold, expectObservable }) => {
    const swallowing: Interceptor = { around: () => ignoreElements() as never };

    expectObservable(endings(running({ a: cold('--|') }, { interceptors: [swallowing] }))).toBe('--(r|)', {
      r: { a: 'failed: expected an end of a, got none: something around it kept it back' },
    });
  }));
});

// biome-ignore format: marbles are aligned by hand
describe('an interceptor', () => {
  it('is asked about each input and each attempt, and told what was written', marbles(({ cold, expectObservable, flush }) => {
    const told: unknown[] = [];
    const bodies = [cold('-#'), cold('-(r|)', { r: [{ n: 1 }] })];
    const interceptor: Interceptor = {
      read: ({ id }, { attempt, runId, scheduler, signal }) => void told.push(['read', id, attempt, runId !== '', scheduler.now(), signal.aborted]),
      write: ({ id }, { attempt }) => void told.push(['write', id, attempt]),
      after: (end) => void told.push(['after', end.kind === 'done' && [end.rows, end.written?.mode]]),
    };
    const a = { reads: 'in other', run: () => bodies.shift() as never };

    expectObservable(endings(running({ a }, { interceptors: [interceptor], retry: { maxRetries: 1, delay: 3, jitter: 0 } }))).toBe('-----(r|)', { r: { a: 'succeeded' } });
    flush();
    expect(told).toEqual([
      ['read', 'in', 1, true, 0, false],
      ['read', 'other', 1, true, 0, false],
      ['write', 'a', 1],
      ['read', 'in', 2, true, 4, false],
      ['read', 'other', 2, true, 4, false],
      ['write', 'a', 2],
      ['after', [1, 'overwrite']],
    ]);
  }));

  it('holds the pipe up for as long as its promise or stream takes', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const a = cold('    -|   ');
    const before = cold('--|  ', {}) as Observable<never>;
    const after = cold(' ---| ', {});
    const aSubs = '      --^! ';
    const afterSubs = '  ---^--!';

    expectObservable(endings(running({ a }, { interceptors: [{ before: () => before, after: () => after }] }))).toBe('------(r|)', { r: { a: 'succeeded' } });
    expectSubscriptions(a.subscriptions).toBe(aSubs);
    expectSubscriptions(after.subscriptions).toBe(afterSubs);
  }));
});
