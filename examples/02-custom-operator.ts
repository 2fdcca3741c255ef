// An operator of your own: composed of RxJS, used on signals, tested with marbles without waiting.
import { Signals } from 'rekindle';
import { MarbleMismatchError, marbles } from 'rekindle/testing';
import { bufferTime, filter, map, type OperatorFunction } from 'rxjs';

/** Emits how many values came, whenever more than `limit` come within `within` milliseconds. */
function burst<T>(limit: number, within: number): OperatorFunction<T, number> {
  return (source) =>
    source.pipe(
      bufferTime(within),
      map((values) => values.length),
      filter((count) => count > limit),
    );
}

// A minute of retries passes in no time, because time comes from the scheduler.
const tellsOfBursts = marbles(({ cold, expectObservable }) => {
  const signals = new Signals();
  const retries = cold('  -abc 12s d 40s e|');
  const expected = '      10s 3';

  const bursts = signals.of('datapipes.pipe_retrying').pipe(burst(2, 10_000));

  retries.subscribe((pipeId) => {
    const failure = { error: 'timeout', errorType: 'TimeoutError' };
    signals.emit('datapipes.pipe_retrying', {
      runId: 'r',
      pipeId,
      attempt: 1,
      maxAttempts: 3,
      delaySeconds: 1,
      ...failure,
    });
  });
  expectObservable(bursts, '^ 60s !').toBe(expected, { 3: 3 });
});

tellsOfBursts();
console.log('the test passes');

// And this is what one that fails looks like.
const wrong = marbles(({ cold, expectObservable }) => {
  expectObservable(cold('-a-b-c|')).toBe('-a--b-c|');
});
try {
  wrong();
} catch (error) {
  if (error instanceof MarbleMismatchError) console.log(error.message);
}

// prints:
// the test passes
// marbles differ at 3ms
//
//   expected  -a--b-c|
//   received  -a-b-c|
//                ^
