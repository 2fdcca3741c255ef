import {
  defer,
  from,
  identity,
  type MonoTypeOperatorFunction,
  type ObservableInput,
  type OperatorFunction,
  queueScheduler,
  Subject,
  takeUntil,
  tap,
} from 'rxjs';
import { refuseUnusableConcurrency } from './limiting.ts';
import { offload } from './offload.ts';
import { runReady } from './runReady.ts';

export interface RunGenerationsOptions<R> {
  /** How many members of one generation may run at once. @default Infinity */
  readonly concurrency?: number;
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
  { concurrency = Number.POSITIVE_INFINITY, around = identity }: RunGenerationsOptions<R> = {},
): OperatorFunction<readonly T[], R> {
  refuseUnusableConcurrency(concurrency);
  const runMember = (member: T, index: number) => from(run(member, index)).pipe(around);
  // Not `concatMap`, which stops without a word when a thousand generations that wait complete at once.
  const oneByOne = offload((generation: readonly T[]) => runReady(generation, runMember, { concurrency }), {
    capacity: Number.MAX_SAFE_INTEGER,
    scheduler: queueScheduler,
  });
  return (source) =>
    defer(() => {
      // The queue would tell an error of the source only when what waits is done.
      const failed$ = new Subject<never>();
      return source.pipe(tap({ error: (error) => failed$.error(error) }), oneByOne, takeUntil(failed$));
    });
}
