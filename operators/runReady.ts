import { EMPTY, Observable, type ObservableInput } from 'rxjs';
import { limiting, refuseUnusableConcurrency } from './limiting.ts';
import { type MemberOptions, readyPlan } from './readyPlan.ts';
import { ReadyRun } from './readyRun.ts';

export interface RunReadyOptions<T> extends MemberOptions<T> {
  /**
   * How many slots there are, which is how many members of weight 1 may run at once. A stream changes it: with
   * more, members start at once; with fewer, those running end first; with 0, or before its first value, none
   * starts. @default 4
   */
  readonly concurrency?: number | Observable<number>;
}

/**
 * Runs members that wait for each other: each starts once its dependencies have ended, as soon as there is a
 * slot, the most urgent first.
 *
 * A member ends by completing. One whose dependency came to nothing is still run: what happens then is for
 * `run` to decide, which may return `EMPTY`. Members that end at once cost neither stack nor task, however
 * many they are.
 *
 * Unless told otherwise, those go first that have the longest line of others waiting for them. Where durations
 * are not known, hops stand in, and of lines with as many hops that one goes first along which more others wait:
 * counting all that wait in place of hops, or weighing lines by how many there are, ends no sooner.
 *
 * A member that is next and lacks slots is not overtaken by less urgent ones, so that light ones never keep a
 * heavy one waiting; the price is that slots may stand empty until enough are free. A member that lacks room
 * in its pool holds nobody up.
 *
 * - emits what the members emit, as they emit it
 * - completes when all members have ended, whatever `concurrency` does
 * - errors when a member errors or `run` throws, and unsubscribes the others; when `concurrency` errors, emits
 *   what is no limit, or completes at 0 while members have not started
 * - on unsubscribe, all running members are unsubscribed
 *
 * Circles, dependencies that are no members, and numbers that make no sense are refused when it is called.
 */
export function runReady<T, R>(
  members: readonly T[],
  run: (member: T, index: number) => ObservableInput<R>,
  { concurrency = 4, ...options }: RunReadyOptions<T> = {},
): Observable<R> {
  if (typeof concurrency === 'number') refuseUnusableConcurrency(concurrency);
  const plan = readyPlan(members, options);
  const runMember = (index: number): ObservableInput<R> => run(members[index] as T, index);
  if (members.length === 0) return EMPTY;

  // Constructed, because `mergeMap` takes its members in the order they come, and stops without a word when
  // a thousand of those it holds back complete at once.
  return new Observable((subscriber) => {
    const running = new ReadyRun(plan, runMember, subscriber);
    subscriber.add(() => running.stop());
    if (typeof concurrency === 'number') running.limitTo(concurrency);
    else limiting(running, concurrency).subscribe(subscriber);
  });
}
