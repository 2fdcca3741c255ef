import { type Engine, mergeChanges, observableSource, type PipeQuery, pipeQuery } from 'rekindle';
import { concatMap, from, map, range, timer } from 'rxjs';
import type { WorkHost } from '../judging/workload.ts';
import { ticksOf } from './feeds.ts';
import { pipesOf } from './pipes.ts';
import { shops } from './tables.ts';

/** The scope of the notes that are taken alongside of ticks. */
export const seenScope = 'crash.ticks';

/** The pipes as streams: rows that are appended, changes that are merged, and what comes from outside. */
export function streamsOf(engine: Engine, { seed, steps, life }: WorkHost): readonly PipeQuery[] {
  const pipes = pipesOf(life);
  const source = observableSource((cursor) => {
    const next = Number(cursor ?? 0) + 1;
    return from(range(next, steps + 1 - next)).pipe(
      concatMap((number) => timer(2).pipe(map(() => number))),
      map((number) => ({
        cursor: number,
        rows: ticksOf(seed, number),
        alongside: (inside: Engine) => inside.note(seenScope, [[String(number), true]]),
      })),
    );
  });
  const usual = { engine, poll: 5 } as const;
  return [
    pipeQuery(pipes.clicks, {
      ...usual,
      rows: 'appended',
      maxRows: 9,
      reads: { [shops.id]: 'capturedAtStart' },
    }),
    pipeQuery(pipes.users, { ...usual, rows: 'latest_changes', write: mergeChanges }),
    pipeQuery(pipes.ticks, { ...usual, source, write: { mode: 'append' }, maxRows: 12 }),
  ];
}
