import { nearest } from '../codec/nearest.ts';
import { problem } from '../definitions/problem.ts';
import type { Operation } from '../signals/operation.ts';
import type { Agenda } from './agenda.ts';
import { type AgendaFor, agendaFor, type Runnable } from './agendaFor.ts';
import { checkRunOptions, RunOptionsError } from './checkRunOptions.ts';
import { incrementalProblems } from './incremental/incrementalProblems.ts';
import { Interceptors } from './interceptors.ts';
import { type LineageOf, lineageFor } from './lineageFor.ts';
import { resolveSettings, type SettingsOf } from './resolveSettings.ts';
import type { RunOptions } from './runOptions.ts';

/** Everything about a run that is settled before anybody subscribes to it. */
export interface RunSetup extends AgendaFor {
  readonly options: RunOptions;
  readonly settingsOf: SettingsOf;
  readonly interceptors: Interceptors | undefined;
  /** Which pipes have the rows they write marked, and how. */
  readonly lineageOf: LineageOf;
  /** What the run is a part of, and has its id from. @default an operation of its own */
  readonly operation?: Operation;
}

/** Settles what is to be run and how, and refuses what cannot be. */
export function runSetup(what: Runnable, options: RunOptions): RunSetup {
  checkRunOptions(options);
  const { agenda, fromCache } = agendaFor(what, options);
  const { interceptors = [] } = options;
  const settingsOf = resolveSettings(options, agenda.pipes);
  refuseUnknownPools(agenda, settingsOf, options);
  const unreadable = incrementalProblems(agenda, settingsOf, options);
  if (unreadable.length > 0) throw new RunOptionsError(unreadable);
  const lineageOf = lineageFor(agenda, settingsOf, options);
  return {
    ...{ agenda, fromCache, options, settingsOf, lineageOf },
    interceptors: interceptors.length === 0 ? undefined : new Interceptors(interceptors),
  };
}

function refuseUnknownPools({ pipes }: Agenda, settingsOf: SettingsOf, { pools = {} }: RunOptions): void {
  const known = Object.keys(pools);
  const expected =
    known.length === 0 ? 'the option pools to name it' : `one of the pools ${known.join(', ')}`;
  const problems = pipes.flatMap(({ id }, member) => {
    const { pool } = settingsOf(member);
    if (pool === undefined || Object.hasOwn(pools, pool)) return [];
    return [problem(id, `is in the pool "${pool}", expected ${expected}`, nearest(pool, known))];
  });
  if (problems.length > 0) throw new RunOptionsError(problems);
}
