import type { SimulationSettings } from './simulationSettings.ts';

/** How long things may take at most, in milliseconds, going by the settings. */
export interface SimulationBounds {
  readonly starting: number;
  /** How long a run may be silent before its first batch, after one, and after one without rows. */
  readonly silent: { readonly atFirst: number; readonly between: number; readonly idle: number };
  readonly stopping: number;
  readonly recovering: number;
  /** One restart after a change, from its place on. */
  readonly restart: number;
  /** From the detection of a change to what became of it. */
  readonly answer: number;
  /** From a change to its detection, where versions can be asked for. */
  readonly detection: number;
}

/** Works them out: each is a sum of what may be waited for in turn. */
export function simulationBounds(settings: SimulationSettings): SimulationBounds {
  const { queries, checkEvery, stopTimeout, checkWithin, progressWithin } = settings;
  const looks = (within: number) => (Math.ceil(within / checkEvery) + 1) * checkEvery;
  const atFirst = looks(settings.startWithin);
  // Every place is given back after `holdFor` at the latest, and who came first goes first.
  const inTurn = Math.ceil(queries / settings.recoveringAtOnce) * settings.holdFor;
  const restart = 3 * checkWithin + progressWithin;
  return {
    starting: atFirst,
    silent: { atFirst, between: looks(settings.staleAfter), idle: looks(settings.idleWithin) },
    stopping: stopTimeout,
    recovering: settings.longestDelay + inTurn + stopTimeout,
    restart,
    // What came meanwhile leads to one more of each.
    answer: settings.maxWait + 2 * queries * restart,
    detection: settings.dimensionsLongest + settings.dimensionsEvery + checkWithin,
  };
}
