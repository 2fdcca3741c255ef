import { map, type Observable, of } from 'rxjs';
import { settle } from '../../../operators/settle.ts';
import type { Reading } from '../../data/watermarks/reading.ts';
import { watermarks } from '../../data/watermarks/watermarks.ts';
import type { Entity } from '../../definitions/entity.ts';
import type { RunHost } from '../runHost.ts';

/**
 * The members that have nothing new to read, of those whose first input nobody in this run writes, asked for all
 * at once; one emission. No stream where there are none to be asked for.
 */
export function unmovedMembers(host: RunHost): Observable<ReadonlySet<number>> | undefined {
  const { engine, scheduler, operationOf } = host;
  const readings = readingsOf(host);
  if (readings.size === 0) return undefined;
  return watermarks(engine, { emit: operationOf('').emit, scheduler })
    .unmoved([...readings.keys()])
    .pipe(
      settle<ReadonlySet<Reading>, ReadonlySet<Reading>>({
        completed: (unmoved) => of(unmoved ?? new Set<Reading>()),
        // Each pipe asks again, and fails by itself if that is what its engine does.
        failed: () => of(new Set<Reading>()),
      }),
      map((unmoved) => new Set([...unmoved].map((reading) => readings.get(reading) as number))),
    );
}

/** What is read, and by which member. Interceptors have a say before anything is skipped. */
function readingsOf({ agenda, settingsOf, options, interceptors, unchanged }: RunHost) {
  const readings = new Map<Reading, number>();
  if (options.refresh !== undefined || interceptors) return readings;
  const incremental = [...agenda.pipes.keys()].filter(
    (member) => settingsOf(member).incremental !== undefined,
  );
  if (incremental.length === 0) return readings;
  const written = new Set(agenda.pipes.map(({ output }) => output?.id));
  for (const member of incremental) {
    const { id: readerId, inputs, output } = agenda.pipes[member] as (typeof agenda.pipes)[number];
    const entity = inputs[0] as Entity;
    const by = settingsOf(member).incremental;
    if (by === undefined || written.has(entity.id) || unchanged(readerId)) continue;
    readings.set({ readerId, entity, by, outputId: output?.id }, member);
  }
  return readings;
}
