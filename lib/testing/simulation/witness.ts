import type { RecordedSignal } from '../recording.ts';
import type { Judge } from './judge.ts';
import type { SimulatedSystem } from './simulatedSystem.ts';

/** Lets a judge hear of everything that happens in a system, before those who act on it. */
export function witness(
  { engine, queries, signals, parts, ledgers, scheduler }: SimulatedSystem,
  judge: Judge,
): void {
  const { hooks, counts } = judge;
  parts.heard(signals).subscribe((signal) => judge.signal(signal as RecordedSignal));
  engine.facts$.subscribe((fact) => {
    counts.events += 1;
    if (fact.kind === 'committed') counts.commits += 1;
    if (fact.kind === 'refused') counts.refusedCommits += 1;
    for (const hear of hooks.fact) hear(fact);
  });
  engine.events$.subscribe((event) => {
    counts.events += 1;
    for (const hear of hooks.event) hear(event);
  });
  queries.states$.subscribe((status) => {
    counts.events += 1;
    ledgers.get(status.queryId)?.changed(status, scheduler.elapsed);
    for (const hear of hooks.state) hear(status);
  });
  queries.progress$.subscribe(({ queryId, epoch, progress }) => {
    counts.events += 1;
    ledgers.get(queryId)?.progressed(progress, scheduler.elapsed);
    for (const hear of hooks.progress) hear(queryId, epoch);
  });
}
