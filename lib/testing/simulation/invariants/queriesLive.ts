import type { MakeInvariant } from '../invariant.ts';
import type { QueryLedger } from '../queryLedger.ts';
import type { SimulationBounds } from '../simulationBounds.ts';

/** What is wanted to run makes progress, recovers or is given up, and what is wanted to stop stops, each in its time. */
export const queriesLive: MakeInvariant = ({ ledgers, bounds, elapsed }, { exercised, violated }) => ({
  state: ({ state }) => {
    if (state === 'recovering') exercised();
  },
  look: () => {
    const now = elapsed();
    for (const ledger of ledgers.values()) {
      const late = lateness(ledger, bounds, now);
      if (late !== undefined) violated(late, ledger.queryId);
    }
  },
});

function lateness(ledger: QueryLedger, bounds: SimulationBounds, now: number): string | undefined {
  const { status, since, heard, heardAt } = ledger;
  const isFor = now - since;
  switch (status.state) {
    case 'starting':
      return isFor > bounds.starting ? `it has been starting for ${isFor} ms` : undefined;
    case 'stopping':
      return isFor > bounds.stopping ? `it has been stopping for ${isFor} ms` : undefined;
    case 'recovering':
      return isFor > bounds.recovering ? `it has been recovering for ${isFor} ms` : undefined;
    case 'running': {
      const bound = {
        nothing: bounds.silent.atFirst,
        batch: bounds.silent.between,
        idle: bounds.silent.idle,
      }[heard];
      return now - heardAt > bound ? `it runs, and has been silent for ${now - heardAt} ms` : undefined;
    }
    case 'registered':
    case 'stopped':
      return status.desired === 'running' ? `it is wanted to run, but is ${status.state}` : undefined;
    case 'failed':
    case 'exhausted':
      return undefined;
  }
}
