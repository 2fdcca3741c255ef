import { describe, expect, it, jest } from '@jest/globals';
import { concat, defer, EMPTY, map, NEVER, of, Subject, take, throwError } from 'rxjs';
import { marbles } from '../../lib/testing/marbles.ts';
import { reportOutcome } from '../../operators/reportOutcome.ts';

/** Writes down everything that is told. */
function reporter(log: unknown[] = []) {
  return {
    log,
    started: () => log.push('started'),
    finished: (elapsedMs: number) => log.push(['finished', elapsedMs]),
    failed: (error: unknown, elapsedMs: number) => log.push(['failed', error, elapsedMs]),
    stopped: (elapsedMs: number) => log.push(['stopped', elapsedMs]),
  };
}

const throwing = (what: unknown) => () => {
  throw what;
};

const allThrowing = {
  started: throwing('started'),
  finished: throwing('finished'),
  failed: throwing('failed'),
  stopped: throwing('stopped'),
};

// biome-ignore format: marbles are aligned by hand
describe('reportOutcome', () => {
  it('tells when the source finished', marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
    const source = cold(' -a-b-|');
    const subs = '        ^----!';
    const expected = '    -a-b-|';
    const outcome = reporter();

    expectObservable(source.pipe(reportOutcome(outcome))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
    flush();
    expect(outcome.log).toEqual(['started', ['finished', 5]]);
  }));

  it('tells when the source failed', marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
    const source = cold(' -a-#');
    const subs = '        ^--!';
    const expected = '    -a-#';
    const outcome = reporter();

    expectObservable(source.pipe(reportOutcome(outcome))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
    flush();
    expect(outcome.log).toEqual(['started', ['failed', 'error', 3]]);
  }));

  it('tells when the source was stopped', marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
    const source = cold(' -a-b-|');
    const unsub = '       --!   ';
    const subs = '        ^-!   ';
    const expected = '    -a-   ';
    const outcome = reporter();

    expectObservable(source.pipe(reportOutcome(outcome)), unsub).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
    flush();
    expect(outcome.log).toEqual(['started', ['stopped', 2]]);
  }));

  it('tells when an empty source finished', marbles(({ cold, expectObservable, flush }) => {
    const source = cold(' --|');
    const expected = '    --|';
    const outcome = reporter();

    expectObservable(source.pipe(reportOutcome(outcome))).toBe(expected);
    flush();
    expect(outcome.log).toEqual(['started', ['finished', 2]]);
  }));

  it('tells nothing but the start of a source that never emits', () => {
    const outcome = reporter();
    const subscription = NEVER.pipe(reportOutcome(outcome)).subscribe();

    expect(outcome.log).toEqual(['started']);
    subscription.unsubscribe();
  });

  it('tells before it passes on', () => {
    const log: unknown[] = [];
    const source = defer(() => {
      log.push('subscribed');
      return EMPTY;
    });
    source.pipe(reportOutcome(reporter(log))).subscribe({ complete: () => log.push('complete') });

    expect(log).toEqual(['started', 'subscribed', ['finished', expect.any(Number)], 'complete']);
  });

  it('tells of a stop once the source is unsubscribed', () => {
    const source = new Subject<never>();
    const stopped = jest.fn(() => expect(source.observed).toBe(false));
    source.pipe(reportOutcome({ stopped, onError: throwing('unexpected') })).subscribe().unsubscribe();

    expect(stopped).toHaveBeenCalledTimes(1);
  });

  it('tells of a stop when the subscriber has enough, even of a source that completes', () => {
    const outcome = reporter();
    of(1, 2).pipe(reportOutcome(outcome), take(1)).subscribe();

    expect(outcome.log).toEqual(['started', ['stopped', expect.any(Number)]]);
  });

  it('tells of a stop when what comes behind it fails', () => {
    const outcome = reporter();
    of(1).pipe(reportOutcome(outcome), map(throwing('error'))).subscribe({ error: () => undefined });

    expect(outcome.log).toEqual(['started', ['stopped', expect.any(Number)]]);
  });

  it('tells of one end, also when that has the result unsubscribed', () => {
    const log: unknown[] = [];
    const source = new Subject<never>();
    const finished = () => {
      log.push('finished');
      subscription.unsubscribe();
    };
    const subscription = source.pipe(reportOutcome({ ...reporter(log), finished })).subscribe();

    source.complete();

    expect(log).toEqual(['started', 'finished']);
  });

  it('tells of each subscription alone', marbles(({ cold, expectObservable, flush }) => {
    const source = cold(' -a-|   ');
    const first = '       ^------';
    const second = '      --^-!  ';
    const expected1 = '   -a-|   ';
    const expected2 = '   ---a   ';
    const outcome = reporter();
    const result = source.pipe(reportOutcome(outcome));

    expectObservable(result, first).toBe(expected1);
    expectObservable(result, second).toBe(expected2);
    flush();
    expect(outcome.log).toEqual(['started', 'started', ['finished', 3], ['stopped', 2]]);
  }));

  it('passes on what a re-entrant source pushes', () => {
    const source = new Subject<number>();
    const values: number[] = [];
    const outcome = reporter();
    source.pipe(reportOutcome(outcome)).subscribe((value) => {
      values.push(value);
      if (value < 3) source.next(value + 1);
      else source.complete();
    });

    source.next(1);

    expect(values).toEqual([1, 2, 3]);
    expect(outcome.log).toEqual(['started', ['finished', expect.any(Number)]]);
  });

  it('takes no time when the clock is set back', () => {
    const times = [100, 40];
    const finished = jest.fn();
    const scheduler = { now: () => times.shift() ?? 0, schedule: throwing('unexpected') };
    EMPTY.pipe(reportOutcome({ finished, scheduler })).subscribe();

    expect(finished).toHaveBeenCalledWith(0);
  });

  describe('when a callback throws', () => {
    it.each([
      ['that finishes', concat(of('a'), EMPTY), ['started', 'finished'], 'a complete'],
      ['that fails', concat(of('a'), throwError(() => 'error')), ['started', 'failed'], 'a error'],
      ['that is stopped', concat(of('a'), NEVER), ['started', 'stopped'], 'a'],
    ])('leaves a source %s as it is, and hands over what was thrown', (_, source, thrown, expected) => {
      const onError = jest.fn();
      const seen: unknown[] = [];
      source
        .pipe(reportOutcome({ ...allThrowing, onError }))
        .subscribe({
          next: (value) => seen.push(value),
          error: (error) => seen.push(error),
          complete: () => seen.push('complete'),
        })
        .unsubscribe();

      expect(seen.join(' ')).toBe(expected);
      expect(onError.mock.calls).toEqual(thrown.map((what) => [what]));
    });

    it('warns when nobody takes it', () => {
      const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
      const complete = jest.fn();
      EMPTY.pipe(reportOutcome({ ...allThrowing, finished: throwing(new TypeError('no')) })).subscribe({ complete });

      expect(complete).toHaveBeenCalledTimes(1);
      expect(warn.mock.calls).toEqual([
        ['a callback of reportOutcome threw: started', 'RekindleWarning'],
        [expect.stringMatching(/^a callback of reportOutcome threw: TypeError: no\n +at /), 'RekindleWarning'],
      ]);
    });

    it('warns of both when onError throws too', () => {
      const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
      const complete = jest.fn();
      EMPTY.pipe(reportOutcome({ started: throwing('first'), onError: throwing({}) })).subscribe({ complete });

      expect(complete).toHaveBeenCalledTimes(1);
      expect(warn.mock.calls.map(([said]) => said)).toEqual([
        'a callback of reportOutcome threw: first',
        'a callback of reportOutcome threw: object',
      ]);
    });
  });
});
