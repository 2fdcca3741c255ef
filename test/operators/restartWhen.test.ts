import { afterEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import {
  concat,
  defer,
  EMPTY,
  finalize,
  map,
  merge,
  mergeMap,
  NEVER,
  of,
  Subject,
  take,
  tap,
  throwError,
  timer,
} from 'rxjs';
import { marbles } from '../../lib/testing/marbles.ts';
import { SimulatedScheduler } from '../../lib/testing/simulatedScheduler.ts';
import type { Turn } from '../../operators/givenTurn.ts';
import type { ReplacementFailure } from '../../operators/replacing.ts';
import { type RestartWhenOptions, restartWhen } from '../../operators/restartWhen.ts';
import { takeTurns } from '../../operators/takeTurns.ts';
import { runs } from './support/failingRuns.ts';

const overlapping = { overlap: true };

/** Writes down what is told of runs that do not end the whole. */
const diary = () => {
  const told: unknown[] = [];
  const options: RestartWhenOptions = {
    overlap: true,
    onReplacementFailed: (failure) => told.push(failure),
    onOldFailed: (error) => told.push(['old', error]),
  };
  return { told, options };
};

afterEach(() => {
  jest.restoreAllMocks();
});

// biome-ignore format: marbles are aligned by hand
describe.each([[false], [true]])('restartWhen, with overlap %p', (overlap) => {
  it('passes on a source that is not restarted', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' -a-b-|');
    const never = cold('  -     ');
    const subs = '        ^----!';
    const expected = '    -a-b-|';

    expectObservable(source.pipe(restartWhen(never, { overlap }))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
    expectSubscriptions(never.subscriptions).toBe(subs);
  }));

  it('completes with an empty source, and stays silent with one that never emits', marbles(({ cold, expectObservable }) => {
    expectObservable(EMPTY.pipe(restartWhen(NEVER, { overlap }))).toBe('|');
    expectObservable(cold('--|').pipe(restartWhen(NEVER, { overlap }))).toBe('--|');
    expectObservable(NEVER.pipe(restartWhen(NEVER, { overlap })), '----!').toBe('-----');
  }));

  it('errors with the source', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const notifier = cold('-----');
    const subs = '         ^--! ';

    expectObservable(cold('-a-#').pipe(restartWhen(notifier, { overlap }))).toBe('-a-#');
    expectSubscriptions(notifier.subscriptions).toBe(subs);
  }));

  it('errors with the notifier, and unsubscribes from all', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('  -a---c');
    const notifier = cold('--x-# ');
    const subs = [
      overlap ? '          ^--!  ' : '^-!',
      '                    --^-! ',
    ];
    const expected = '     -a-a# ';

    expectObservable(source.pipe(restartWhen(notifier, { overlap }))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
    expectSubscriptions(notifier.subscriptions).toBe('^---!');
  }));

  it('never starts a source whose notifier errors at once', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('-a-');
    const notifier = throwError(() => 'error');

    expectObservable(source.pipe(restartWhen(notifier, { overlap }))).toBe('#');
    expectSubscriptions(source.subscriptions).toBe([]);
  }));

  it('goes on when the notifier completes', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('  -a---|');
    const notifier = cold('--x|    ');
    const subs = [
      overlap ? '          ^--!    ' : '^-!',
      '                    --^----!',
    ];
    const expected = '     -a-a---|';

    expectObservable(source.pipe(restartWhen(notifier, { overlap }))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('starts once although the notifier emits at once', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('-a-|');

    expectObservable(source.pipe(restartWhen(of(1, 2), { overlap }))).toBe('-a-|');
    expectSubscriptions(source.subscriptions).toBe('^--!');
  }));

  it('unsubscribes from all on unsubscribe', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('  -a---b---');
    const notifier = cold('---x-----');
    const unsub = '        ----!    ';
    const subs = [
      overlap ? '          ^---!    ' : '^--!',
      '                    ---^!    ',
    ];

    expectObservable(source.pipe(restartWhen(notifier, { overlap })), unsub).toBe('-a');
    expectSubscriptions(source.subscriptions).toBe(subs);
    expectSubscriptions(notifier.subscriptions).toBe('^---!');
  }));

  it('restarts for each subscriber alone', marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const source = cold('  -a---|      ');
    const notifier = hot(' --x---------');
    const later = '        ---^        ';
    const subs = [
      overlap ? '          ^--!        ' : '^-!',
      '                    --^----!    ',
      '                    ---^----!   ',
    ];
    const result = source.pipe(restartWhen(notifier, { overlap }));

    expectObservable(result).toBe('       -a-a---|');
    expectObservable(result, later).toBe('----a---|');
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('errors when a finalizer of the old run throws', () => {
    const notifier = new Subject<void>();
    const error = jest.fn();
    const broken = concat(of('a'), NEVER).pipe(finalize(() => { throw 'broken'; }));
    runs(broken, concat(of('b'), NEVER)).pipe(restartWhen(notifier, { overlap })).subscribe({ error });
    notifier.next();
    expect(error.mock.calls).toEqual([[expect.objectContaining({ errors: ['broken'] })]]);
    expect(notifier.observed).toBe(false);
  });

  it('may be left in the midst of a synchronous source', () => {
    const seen: number[] = [];
    const notifier = new Subject<void>();
    of(1, 2, 3).pipe(restartWhen(notifier, { overlap }), take(2)).subscribe((n) => seen.push(n));
    expect([seen, notifier.observed]).toEqual([[1, 2], false]);
  });

  it('needs no stack to be notified in the midst of each start', () => {
    const notifier = new Subject<void>();
    let starts = 0;
    let running = 0;
    const source = defer(() => {
      starts += 1;
      running += 1;
      return concat(of(starts), NEVER).pipe(finalize(() => { running -= 1; }));
    });
    source.pipe(restartWhen(notifier, { overlap })).subscribe((n) => { if (n < 20_000) notifier.next(); });
    expect([starts, running]).toEqual([20_000, 1]);
  });
});

// biome-ignore format: marbles are aligned by hand
describe('restartWhen without overlap', () => {
  it('unsubscribes and subscribes again each time the notifier emits', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('  -a-b-c-d-|       ');
    const notifier = cold('----x--x---------');
    const subs = [
      '                    ^---!            ',
      '                    ----^--!         ',
      '                    -------^--------!',
    ];
    const expected = '     -a-b-a--a-b-c-d-|';

    expectObservable(source.pipe(restartWhen(notifier))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('errors with a run that was restarted, and tells nobody else', marbles(({ cold, expectObservable, flush }) => {
    const { told, options } = diary();
    const source = runs(cold('-a---'), cold('-#'));

    expectObservable(source.pipe(restartWhen(cold('--x'), { ...options, overlap: false }))).toBe('-a-#');
    flush();
    expect(told).toEqual([]);
  }));

  it('unsubscribes from a synchronous source that is restarted in its midst', () => {
    const notifier = new Subject<void>();
    const seen: string[] = [];
    let times = 0;
    of('a', 'b', 'c').pipe(restartWhen(notifier)).subscribe({
      next: (value) => {
        seen.push(value);
        if (value === 'b' && times++ < 2) notifier.next();
      },
      complete: () => seen.push('end'),
    });
    expect(seen).toEqual(['a', 'b', 'a', 'b', 'a', 'b', 'c', 'end']);
  });

  it('has the old run clean up before the new one begins', () => {
    const notifier = new Subject<void>();
    const told: string[] = [];
    const source = defer(() => {
      told.push('begun');
      return NEVER.pipe(finalize(() => told.push('cleaned up')));
    });
    source.pipe(restartWhen(notifier)).subscribe();
    notifier.next();
    expect(told).toEqual(['begun', 'cleaned up', 'begun']);
  });

  it('begins the new run when the old one has stopped, where a source takes turns', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('  -a-b-c-d-e');
    const notifier = cold('--x-------');
    const subs = ['        ^----!    ', '-----^----!'];
    const turns = takeTurns(() => source, { stopTimeout: 3 });

    expectObservable(turns.pipe(restartWhen(notifier)), '^------!').toBe('-a----a');
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));
});

// biome-ignore format: marbles are aligned by hand
describe('restartWhen with overlap', () => {
  it('drops the old run once the new one emits', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const old = cold('     -a-b-c-d-e');
    const replacement = cold('    --x-y-|');
    const notifier = cold('----n-----');
    const oldSubs = '      ^-----!    ';
    const newSubs = '      ----^-----!';
    const expected = '     -a-b-cx-y-|';

    expectObservable(runs(old, replacement).pipe(restartWhen(notifier, overlapping))).toBe(expected);
    expectSubscriptions(old.subscriptions).toBe(oldSubs);
    expectSubscriptions(replacement.subscriptions).toBe(newSubs);
  }));

  it('unsubscribes from the old run before it passes on the value of the new one', () => {
    const notifier = new Subject<void>();
    const told: string[] = [];
    const old = concat(of('a'), NEVER).pipe(finalize(() => told.push('old is dropped')));
    runs(old, of('b')).pipe(restartWhen(notifier, overlapping)).subscribe((value) => told.push(value));
    notifier.next();
    expect(told).toEqual(['a', 'old is dropped', 'b']);
  });

  it('replaces a replacement that has not emitted', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const old = cold('     -a-b-c-d-e-f-');
    const second = cold('     -----x     ');
    const third = cold('         --y-|   ');
    const notifier = cold('---n--n------');
    const oldSubs = '      ^-------!    ';
    const secondSubs = '   ---^--!      ';
    const thirdSubs = '    ------^---!  ';
    const expected = '     -a-b-c-dy-|  ';

    expectObservable(runs(old, second, third).pipe(restartWhen(notifier, overlapping))).toBe(expected);
    expectSubscriptions(old.subscriptions).toBe(oldSubs);
    expectSubscriptions(second.subscriptions).toBe(secondSubs);
    expectSubscriptions(third.subscriptions).toBe(thirdSubs);
  }));

  it('goes on with the old run when the new one fails or completes before it has emitted', marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
    const { told, options } = diary();
    const old = cold('     -a-b-c-d-e-|');
    const failing = cold('   --#       ');
    const empty = cold('           -|  ');
    const notifier = cold('--n-----n---');
    const oldSubs = '      ^----------!';
    const expected = '     -a-b-c-d-e-|';

    expectObservable(runs(old, failing, empty).pipe(restartWhen(notifier, options))).toBe(expected);
    expectSubscriptions(old.subscriptions).toBe(oldSubs);
    flush();
    expect(told).toEqual([{ status: 'failed', error: 'error' }, { status: 'completed' }]);
  }));

  it('goes on with the new run when the old one ends', marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
    const { told, options } = diary();
    const completing = runs(cold('-a--|'), cold('---x-|'));
    const notifier = cold('       --n    ');
    const failing = runs(cold('   -a--#'), cold('---x-|'));

    expectObservable(completing.pipe(restartWhen(notifier, options))).toBe('-a---x-|');
    expectObservable(failing.pipe(restartWhen(notifier, options))).toBe('   -a---x-|');
    expectSubscriptions(notifier.subscriptions).toBe(['^------!', '^------!']);
    flush();
    expect(told).toEqual([['old', 'error']]);
  }));

  it('ends with the new run, whether that has emitted or not, when the old one has ended', marbles(({ cold, expectObservable, flush }) => {
    const { told, options } = diary();
    const failing = runs(cold('   -a--#'), cold('---#', undefined, 'last'));
    const completing = runs(cold('-a--#'), cold('---|'));
    const notifier = cold('       --n  ');

    expectObservable(failing.pipe(restartWhen(notifier, options))).toBe('   -a---#', undefined, 'last');
    expectObservable(completing.pipe(restartWhen(notifier, options))).toBe('-a---|');
    flush();
    expect(told).toEqual([['old', 'error'], ['old', 'error']]);
  }));

  it('goes on with the first run too, though that has not emitted yet', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const old = cold('     ---a--b-c');
    const replacement = cold('  ---x-|');
    const notifier = cold('--n------');
    const late = cold('      ------y');

    expectObservable(runs(old, replacement).pipe(restartWhen(notifier, overlapping))).toBe('---a-x-|');
    expectSubscriptions(old.subscriptions).toBe('^----!');
    expectObservable(runs(cold('-----a-|'), late).pipe(restartWhen(notifier, overlapping)), '^--------!').toBe('-----a--y');
  }));

  it('errors when a callback throws, and unsubscribes from all', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const old = cold('     -a-b-c-');
    const notifier = cold('--n----');
    const onReplacementFailed = () => { throw 'thrown'; };
    const onOldFailed = () => { throw 'thrown'; };

    const result = runs(old, cold('--#')).pipe(restartWhen(notifier, { overlap: true, onReplacementFailed }));
    expectObservable(result).toBe('-a-b#', undefined, 'thrown');
    expectSubscriptions(old.subscriptions).toBe('^---!');
    const replacement = cold('----x');
    const other = runs(cold('-a-#'), replacement).pipe(restartWhen(notifier, { overlap: true, onOldFailed }));
    expectObservable(other).toBe(' -a-#', undefined, 'thrown');
    expectSubscriptions(replacement.subscriptions).toBe('--^!');
  }));

  it('makes a warning of a failure that nobody is there to be told of', () => {
    const warnings = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const notifier = new Subject<void>();
    const old = new Subject<string>();
    runs(old, throwError(() => 'error'), EMPTY, NEVER).pipe(restartWhen(notifier, overlapping)).subscribe();
    for (let n = 0; n < 3; n++) notifier.next();
    old.error('old error');
    expect(warnings.mock.calls).toEqual([
      ['a replacement failed before it emitted: error', 'RekindleWarning'],
      ['a replacement ended: it completed before it emitted', 'RekindleWarning'],
      ['a source failed while it was being replaced: old error', 'RekindleWarning'],
    ]);
  });

  it('goes on with a synchronous source until the start that replaces it', () => {
    const notifier = new Subject<void>();
    const seen: string[] = [];
    let times = 0;
    of('a', 'b').pipe(restartWhen(notifier, overlapping)).subscribe({
      next: (value) => {
        seen.push(value);
        if (value === 'a' && times++ < 2) notifier.next();
      },
      complete: () => seen.push('end'),
    });
    expect(seen).toEqual(['a', 'b', 'a', 'b', 'a', 'b', 'end']);
  });

  it('takes a notification that comes when the old run is dropped for one that comes after', () => {
    const notifier = new Subject<void>();
    const seen: string[] = [];
    const old = concat(of('a'), NEVER).pipe(finalize(() => notifier.next()));
    const slow = new Subject<string>();
    const source = runs(old, slow, concat(of('c'), NEVER));
    source.pipe(restartWhen(notifier, overlapping)).subscribe((value) => seen.push(value));
    notifier.next();
    slow.next('b');
    slow.next('b too late');
    // What emits in the midst of the drop has taken over before the value that led to it.
    expect([seen, slow.observed]).toEqual([['a', 'c'], false]);
  });

  it('may be restarted by who is told of a failure, whose source has cleaned up', () => {
    const notifier = new Subject<void>();
    const seen: unknown[] = [];
    const failing = new Subject<string>();
    const onReplacementFailed = (failure: ReplacementFailure) => {
      seen.push(failure.status);
      notifier.next();
    };
    runs(concat(of('a'), NEVER), failing.pipe(finalize(() => seen.push('cleaned up'))), concat(of('b'), NEVER))
      .pipe(restartWhen(notifier, { overlap: true, onReplacementFailed }))
      .subscribe((value) => seen.push(value));
    notifier.next();
    failing.error('error');
    expect(seen).toEqual(['a', 'cleaned up', 'failed', 'b']);
  });

  it('is restarted by what an old run does as it fails', () => {
    const { told, options } = diary();
    const notifier = new Subject<void>();
    const seen: unknown[] = [];
    const old = new Subject<string>();
    runs(old.pipe(finalize(() => notifier.next())), concat(of('b'), NEVER))
      .pipe(restartWhen(notifier, options))
      .subscribe((value) => seen.push(value));
    old.error('error');
    expect([seen, told]).toEqual([['b'], [['old', 'error']]]);
  });

  it('has no gap where a source takes turns that overlap, and no commit of an old turn after one of the new', () => {
    const scheduler = new SimulatedScheduler();
    const notifier = new Subject<void>();
    const seen: string[] = [];
    const start = ({ epoch, commit }: Turn) =>
      timer(3, 2, scheduler).pipe(tap(() => commit(() => seen.push(`${scheduler.now()}: ${epoch}`))));
    const onLateError = (error: unknown) => seen.push(String(error));
    const source = takeTurns(start, { atOnce: 2, scheduler, onLateError });
    source.pipe(restartWhen(notifier, overlapping)).subscribe();
    scheduler.schedule(() => notifier.next(), 7);
    scheduler.advanceBy(12);
    // The old one does not listen when it is asked to stop.
    const late = 'FencedError: expected a commit of epoch 2, got one of epoch 1';
    expect(seen).toEqual(['3: 1', '5: 1', '7: 1', '9: 1', '10: 2', late, '12: 2']);
  });

  it('never runs more than two, never goes back to an old one, and tells of each failure once', () => {
    const run = fc.record({
      silent: fc.nat(9),
      values: fc.nat(5),
      ends: fc.constantFrom('never' as const, 'fails' as const, 'completes' as const),
    });
    fc.assert(fc.property(fc.array(run, { minLength: 1, maxLength: 12 }), fc.array(fc.nat(40), { maxLength: 12 }), (plan, notices) => {
      const scheduler = new SimulatedScheduler();
      const live = new Set<number>();
      const dropped = new Set<number>();
      const ended: unknown[] = [];
      const heard: unknown[] = [];
      const seen: number[] = [];
      let [starts, most] = [0, 0];
      const source = defer(() => {
        const index = starts++;
        const { silent = 0, values = 0, ends = 'never' } = plan[index % plan.length] ?? {};
        live.add(index);
        most = Math.max(most, live.size);
        let over = false;
        const ending = { never: NEVER, fails: timer(1, scheduler).pipe(mergeMap(() => throwError(() => index))), completes: timer(1, scheduler).pipe(mergeMap(() => EMPTY)) }[ends];
        return concat(timer(silent, 2, scheduler).pipe(map(() => index), take(values)), ending).pipe(
          tap({ error: () => { over = true; ended.push(index); }, complete: () => { over = true; } }),
          finalize(() => { live.delete(index); if (!over) dropped.add(index); }),
        );
      });
      const notifier = merge(...notices.map((at) => timer(at, scheduler)));
      let isOver = false;
      const end = (): void => { isOver = true; };
      const options: RestartWhenOptions = { overlap: true, onReplacementFailed: (failure) => { if (failure.status === 'failed') heard.push(failure.error); }, onOldFailed: (error) => heard.push(error) };
      const subscription = source.pipe(restartWhen(notifier, options)).subscribe({
        next: (index) => { expect([...live].some((other) => other < index)).toBe(false); seen.push(index); },
        error: (error) => { heard.push(error); end(); },
        complete: end,
      });
      scheduler.advanceBy(200);
      expect([live.size > 0, isOver]).toEqual([!isOver, isOver]);
      subscription.unsubscribe();
      expect(most).toBeLessThanOrEqual(2);
      expect(heard).toEqual(ended);
      expect(seen).toEqual([...seen].sort((one, other) => one - other));
      expect(live.size).toBe(0);
      expect(scheduler.waiting).toBe(0);
    }), { numRuns: 500 });
  });
});
