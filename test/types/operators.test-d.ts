import { expectTypeOf } from 'expect-type';
import { Signals } from 'rekindle';
import {
  everyNth,
  kubernetes,
  limit,
  offload,
  recover,
  recoverySlots,
  reportOutcome,
  restart,
  restartWhen,
  retryBudget,
  retryWithBackoff,
  runGenerations,
  runReady,
  type Summary,
  summarize,
  timeoutAbort,
} from 'rekindle/operators';
import { marbles } from 'rekindle/testing';
import { EMPTY, type Observable, of } from 'rxjs';

const numbers = of(1, 2);
const words = of('a', 'b');

// What passes through keeps its type, also inside of a callback.
expectTypeOf(words.pipe(everyNth(2, { keep: (word) => word.startsWith('a') }))).toEqualTypeOf<
  Observable<string>
>();

// Numbers need no `of`, everything else does.
expectTypeOf(numbers.pipe(summarize())).toEqualTypeOf<Observable<Summary>>();
expectTypeOf(words.pipe(summarize({ of: (word) => word.length }))).toEqualTypeOf<Observable<Summary>>();
// @ts-expect-error a word is no number
words.pipe(summarize({ every: 10 }));

// Results are what the handler's input emits; a handler without one emits nothing.
expectTypeOf(words.pipe(offload((word) => of(word.length)))).toEqualTypeOf<Observable<number>>();
expectTypeOf(words.pipe(offload((word) => void word.length))).toEqualTypeOf<Observable<never>>();
words.pipe(
  offload(() => EMPTY, {
    overflow: 'coalesce',
    key: (word) => word.length,
    keep: (word) => word === 'end',
  }),
);
// @ts-expect-error there is no such way
words.pipe(offload(() => EMPTY, { overflow: 'dropAll' }));

// What comes of a limit is what its streams emit; the limit may change.
expectTypeOf(words.pipe(limit((word, index) => of(word.length + index), 2))).toEqualTypeOf<
  Observable<number>
>();
expectTypeOf(words.pipe(limit(async (word) => word.length, numbers))).toEqualTypeOf<Observable<number>>();
// @ts-expect-error a limit is a number
words.pipe(limit(() => EMPTY, words));
// @ts-expect-error a limit is needed
words.pipe(limit(() => EMPTY));

// What passes through others keeps its type.
expectTypeOf(words.pipe(restartWhen(numbers, { overlap: true }))).toEqualTypeOf<Observable<string>>();
expectTypeOf(words.pipe(retryWithBackoff(), reportOutcome({}))).toEqualTypeOf<Observable<string>>();
words.pipe(retryWithBackoff({ budget: 3 }), retryWithBackoff({ budget: retryBudget(3) }));
// @ts-expect-error a budget is no word
words.pipe(retryWithBackoff({ budget: 'much' }));

// A source that is kept alive keeps its type; a preset is a set of options.
expectTypeOf(words.pipe(recover({ ...kubernetes(), slots: recoverySlots() }))).toEqualTypeOf<
  Observable<string>
>();
words.pipe(
  recover({ strategy: restart }),
  recover({ strategy: ({ at }, restarts) => (at > restarts ? 'ignore' : 'alert') }),
);
// @ts-expect-error there is no such verdict
words.pipe(recover({ strategy: () => 'retry' }));
// @ts-expect-error there is no such class
words.pipe(recover({ classify: () => 'odd' }));

// A source is started with a signal, and may be anything that can be observed.
expectTypeOf(timeoutAbort(async ({ signal }) => signal.aborted)).toEqualTypeOf<Observable<boolean>>();
expectTypeOf(timeoutAbort(() => words, { first: 1, cancel$: numbers })).toEqualTypeOf<Observable<string>>();
// Members keep their type in `run` and in every option; results are what the inputs emit.
const tasks = [{ name: 'a', after: [] as number[], rows: 10 }];
expectTypeOf(
  runReady(tasks, async ({ rows }, index) => rows > index, {
    concurrency: numbers,
    dependencies: ({ after }) => after,
    duration: ({ rows }) => (rows > 0 ? rows : undefined),
    pools: { disk: 1 },
    pool: ({ name }) => (name === 'a' ? 'disk' : undefined),
    label: ({ name }) => name,
  }),
).toEqualTypeOf<Observable<boolean>>();
expectTypeOf(runReady(tasks, () => EMPTY)).toEqualTypeOf<Observable<never>>();
expectTypeOf(runReady(['a'], (name) => [name], { dependencies: () => new Int32Array(0) })).toEqualTypeOf<
  Observable<string>
>();
// @ts-expect-error a label is text
runReady(tasks, () => EMPTY, { label: ({ rows }) => rows });

expectTypeOf(of(tasks).pipe(runGenerations(({ rows }) => of(rows)))).toEqualTypeOf<Observable<number>>();
// @ts-expect-error a generation is a list of members
words.pipe(runGenerations((word: string) => of(word)));

// What a letter stands for is a signal that the pattern can match.
marbles(({ expectSignals }) => {
  const signals = new Signals();
  expectSignals(signals, 'entity.registered').toBe('a', { a: 'entity.registered' });
  expectSignals(signals, 'entity.*').toBe('a', {
    a: { name: 'entity.after_read', payload: { entityId: 'a' } },
  });
  expectSignals(signals, 'shop.*').toBe('a', { a: { name: 'shop.order_seen', payload: { anything: 1 } } });
  expectSignals(signals, '*').toBe('ab', { a: 'shop.order_seen', b: 'entity.registered' });
  // @ts-expect-error the pattern does not match it
  expectSignals(signals, 'entity.*').toBe('a', { a: 'datapipes.before_run' });
  const registered = expectSignals(signals, 'entity.registered');
  // @ts-expect-error its payload has no such field
  registered.toBe('a', { a: { name: 'entity.registered', payload: { entity_id: 'a' } } });
  // @ts-expect-error there is no such signal
  expectSignals(signals, 'entity.registred');
});
