import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { defer, EMPTY, finalize, NEVER, Observable, of, Subject, take, tap } from 'rxjs';
import { marbles } from '../../lib/testing/marbles.ts';
import { restartWhen } from '../../operators/restartWhen.ts';

// biome-ignore format: marbles are aligned by hand
describe('restartWhen', () => {
  it('leaves the source and subscribes to it again', marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const source = cold(' -a-b-c-d-|');
    const notifier = hot('----n------n');
    const subs = ['       ^---!', '----^------!', '-----------^--------!'];
    const expected = '    -a-b-a-b-c--a-b-c-d-|';

    expectObservable(source.pipe(restartWhen(notifier))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('passes on the end of the source', marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const notifier = hot('------n');

    expectObservable(cold('-a-|').pipe(restartWhen(notifier))).toBe('-a-|');
    expectObservable(cold('-a-#').pipe(restartWhen(notifier))).toBe('-a-#');
    expectObservable(EMPTY.pipe(restartWhen(notifier))).toBe('|');
    expectSubscriptions(notifier.subscriptions).toBe(['^--!', '^--!', '(^!)']);
  }));

  it('goes on when the notifier completes, and fails when it fails', marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const source = cold('-a-b-c-|');

    expectObservable(source.pipe(restartWhen(hot('--|')))).toBe('-a-b-c-|');
    expectObservable(source.pipe(restartWhen(hot('--#')))).toBe('-a#');
    expectSubscriptions(source.subscriptions).toBe(['^------!', '^-!']);
  }));

  it('leaves both when it is left', marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const source = cold('-a-b-c-|');
    const notifier = hot('---------n');

    expectObservable(source.pipe(restartWhen(notifier)), '----!').toBe('-a-b-');
    expectSubscriptions(source.subscriptions).toBe('^---!');
    expectSubscriptions(notifier.subscriptions).toBe('^---!');
  }));

  it('does not restart by what the notifier emits at once', () => {
    const source = jest.fn(() => of(1));
    const seen: number[] = [];
    defer(source).pipe(restartWhen(of('n', 'n'))).subscribe((value) => seen.push(value));
    expect([source.mock.calls.length, seen]).toEqual([1, [1]]);
  });

  it('keeps two subscribers apart', marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const source = cold('-a-b-c');
    const result = source.pipe(restartWhen(hot('---n')));

    expectObservable(result, '     ^------!').toBe('-a--a-b-');
    expectObservable(result, '----^--!').toBe('-----a--');
    expectSubscriptions(source.subscriptions).toBe(['^--!', '---^---!', '----^--!']);
  }));

  it('bears any number of notifications in the midst of a start', () => {
    let starts = 0;
    const notifier = new Subject<void>();
    const source = defer(() => {
      starts += 1;
      if (starts < 20_000) notifier.next();
      return NEVER;
    });
    source.pipe(restartWhen(notifier)).subscribe();
    expect(starts).toBe(20_000);
  });

  describe('with overlap', () => {
    const told = () => ({ onReplacementFailed: jest.fn(), onOldFailed: jest.fn() });

    it('has the old run go on until the new one has emitted', marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const source = cold(' --a-b-c-d-e');
      const notifier = hot('---n');
      const subs = ['       ^----!', '---^-------!'];
      const unsub = '       -----------!';
      const expected = '    --a-ba-b-c-';

      expectObservable(source.pipe(restartWhen(notifier, { overlap: true })), unsub).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }));

    it('leaves the old run before the first value of the new one is passed on', () => {
      const log: string[] = [];
      const notifier = new Subject<void>();
      let starts = 0;
      const source = defer(() => {
        starts += 1;
        const name = `run ${starts}`;
        return new Observable<string>((subscriber) => {
          subscriber.next(name);
          return () => log.push(`${name} left`);
        });
      });
      source.pipe(restartWhen(notifier, { overlap: true })).subscribe((value) => log.push(value));
      notifier.next();
      expect(log).toEqual(['run 1', 'run 1 left', 'run 2']);
    });

    it('has the old run go on altogether when the new one fails or ends before it has emitted', marbles(({ cold, hot, expectObservable, expectSubscriptions, flush }) => {
      const runs = [cold('-a---b---c---d|'), cold('-#'), cold('--|')];
      const notifier = hot('--n---n');
      const { onReplacementFailed, onOldFailed } = told();
      let run = 0;
      const result = defer(() => runs[run++] as Observable<string>).pipe(restartWhen(notifier, { overlap: true, onReplacementFailed, onOldFailed }));

      expectObservable(result).toBe('-a---b---c---d|');
      expectSubscriptions(runs[1]?.subscriptions ?? []).toBe('--^!');
      expectSubscriptions(runs[2]?.subscriptions ?? []).toBe('------^-!');
      flush();
      expect(onReplacementFailed.mock.calls).toEqual([[{ status: 'failed', error: 'error' }], [{ status: 'completed' }]]);
      expect(onOldFailed).not.toHaveBeenCalled();
    }));

    it('replaces a replacement that has not emitted', marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const source = cold(' ---a-----');
      const notifier = hot('----n-n');
      const subs = ['       ^--------!', '----^-!', '------^-----!'];
      const unsub = '       ------------!';
      const expected = '    ---a-----a--';

      expectObservable(source.pipe(restartWhen(notifier, { overlap: true })), unsub).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }));

    it('goes on with the new run when the old one ends while that starts', marbles(({ cold, hot, expectObservable, flush }) => {
      const notifier = hot('--n');
      const { onReplacementFailed, onOldFailed } = told();
      const both = (first: Observable<string>, second: Observable<string>) => {
        let run = 0;
        return defer(() => (run++ === 0 ? first : second)).pipe(restartWhen(notifier, { overlap: true, onReplacementFailed, onOldFailed }));
      };

      expectObservable(both(cold('-a-|'), cold('---b-|'))).toBe('-a---b-|');
      expectObservable(both(cold('-a-#'), cold('---b-|'))).toBe('-a---b-|');
      expectObservable(both(cold('-a-#'), cold('---#', {}, 'both'))).toBe('-a---#', { a: 'a' }, 'both');
      flush();
      expect(onOldFailed.mock.calls).toEqual([['error'], ['error']]);
      expect(onReplacementFailed).not.toHaveBeenCalled();
    }));

    it('fails when a callback throws', marbles(({ cold, hot, expectObservable }) => {
      const runs = [cold('-a-----'), cold('-#')];
      let run = 0;
      const result = defer(() => runs[run++] as Observable<string>).pipe(
        restartWhen(hot('--n'), { overlap: true, onReplacementFailed: () => { throw 'thrown'; } }),
      );

      expectObservable(result).toBe('-a-#', { a: 'a' }, 'thrown');
    }));

    it('bears a notification in the midst of a first value, and leaves nothing behind', () => {
      const notifier = new Subject<void>();
      let [starts, live] = [0, 0];
      const source = defer(() => {
        starts += 1;
        live += 1;
        return new Observable<number>((subscriber) => subscriber.next(starts)).pipe(finalize(() => { live -= 1; }));
      });
      const seen: number[] = [];
      source.pipe(restartWhen(notifier, { overlap: true }), tap((value) => { if (value < 5) notifier.next(); }), take(100)).subscribe((value) => seen.push(value));
      expect([starts, live]).toEqual([5, 1]);
      expect(seen).toContain(5);
    });

    it('never has more than two runs, and one in the end, whatever happens when', () => {
      const step = fc.constantFrom('notify', 'emit old', 'emit new', 'fail new', 'end new');
      fc.assert(fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const notifier = new Subject<void>();
        const live: Subject<string>[] = [];
        const source = new Observable<string>((subscriber) => {
          const run = new Subject<string>();
          live.push(run);
          expect(live.length).toBeLessThanOrEqual(2);
          subscriber.add(() => live.splice(live.indexOf(run), 1));
          run.subscribe(subscriber);
        });
        const subscription = source.pipe(restartWhen(notifier, { overlap: true, ...told() })).subscribe();
        for (const what of steps) {
          const replacement = live[1];
          if (what === 'notify') notifier.next();
          else if (what === 'emit old') live[0]?.next('a');
          else if (what === 'emit new') replacement?.next('a');
          else if (what === 'fail new') replacement?.error('error');
          else replacement?.complete();
        }
        expect([1, 2]).toContain(live.length);
        live.at(-1)?.next('a');
        expect(live).toHaveLength(1);
        subscription.unsubscribe();
        expect(live).toEqual([]);
      }));
    });
  });
});
