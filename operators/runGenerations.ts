import {
  defer,
  from,
  identity,
  type MonoTypeOperatorFunction,
  type Observable,
  type ObservableInput,
  type OperatorFunction,
  queueScheduler,
  Subject,
  takeUntil,
  tap,
} from 'rxjs';
import { refuseUnusableConcurrency } from './limiting.ts';
import { offload } from './offload.ts';
import type { MemberOptions } from './readyPlan.ts';
import { runReady } from './runReady.ts';

export interface RunGenerationsOptions<T, R> extends Omit<MemberOptions<T>, 'dependencies'> {
  /** How many members of one generation may run at once; a stream changes it, as in `runReady`. @default Infinity */
  readonly concurrency?: number | Observable<number>;
  /** Wraps the run of each member; an operator of your own goes here. @default passes through */
  readonly around?: MonoTypeOperatorFunction<R>;
}

/**
 * Runs each generation to its end before the next begins, its members side by side.
 *
 * The barrier between generations costs time: members that depend on each other end sooner with `runReady`.
 *
 * - emits what the members emit, as they emit it
 * - completes when the source has completed and its last generation has ended
 * - errors when the source errors, a member errors, or `run` or `around` throws; the others are unsubscribed
 * - on unsubscribe, the source and all running members are unsubscribed
 */
export function runGenerations<T, R>(
  run: (member: T, index: number) => ObservableInput<R>,
  {
    concurrency = Number.POSITIVE_INFINITY,
    around = identity,
    ...members
  }: RunGenerationsOptions<T, R> = {},
): OperatorFunction<readonly T[], R> {
  if (typeof concurrency === 'number') refuseUnusableConcurrency(concurrency);
  const runMember = (member: T, index: number) => from(run(member, index)).pipe(around);
  // Not `concatMap`, which stops without a word when a thousand generations that wait complete at once.
  const runAll = (generation: readonly T[]) => runReady(generation, runMember, { concurrency, ...members });
  const oneByOne = offload(runAll, { capacity: Number.MAX_SAFE_INTEGER, scheduler: queueScheduler });
  return (source) =>
    defer(() => {
      // The queue would tell an error of the source only when what waits is done.
      const failed$ = new Subject<never>();
      return source.pipe(tap({ error: (error) => failed$.error(error) }), oneByOne, takeUntil(failed$));
    });
}
