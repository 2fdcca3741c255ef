import { expectTypeOf } from 'expect-type';
import { Signals } from 'rekindle';
import {
  fakeDimension,
  fakeQuery,
  inSimulatedTime,
  record,
  SimulatedScheduler,
  shortestTrace,
  toMarbles,
} from 'rekindle/testing';
import { interval, type Observable, type SchedulerLike } from 'rxjs';

const scheduler = new SimulatedScheduler();
expectTypeOf(scheduler).toExtend<SchedulerLike>();
expectTypeOf(inSimulatedTime(scheduler, () => 1)).toEqualTypeOf<number>();
expectTypeOf(inSimulatedTime(scheduler, async () => 'a')).toEqualTypeOf<Promise<string>>();
interval(1, scheduler);
// @ts-expect-error a task is a function
scheduler.schedule('work');

// A search is as late as its runs.
expectTypeOf(shortestTrace(['a'], () => true)).toEqualTypeOf<readonly string[]>();
expectTypeOf(shortestTrace(['a'], async () => true)).toEqualTypeOf<Promise<readonly string[]>>();
// @ts-expect-error a run says whether it failed
shortestTrace(['a'], () => 'failed');

// Versions are letters, or what letters are given for.
expectTypeOf(fakeDimension('a-b').versions$).toEqualTypeOf<Observable<string>>();
expectTypeOf(fakeDimension('a', { versions: { a: 1 } }).read()).toEqualTypeOf<Observable<number>>();

expectTypeOf(fakeQuery('-p').stop()).toEqualTypeOf<Observable<never>>();
// @ts-expect-error there is no such field
fakeQuery('-u', { reports: { u: { rows: 1 } } });

// Records whatever a bus tells, also as one of its observers.
const signals = new Signals();
expectTypeOf(record(signals.of('streaming.*'))).toEqualTypeOf<Observable<string>>();
signals.observe('record', record);

expectTypeOf(toMarbles([]).rows['signals']).toEqualTypeOf<string | undefined>();
