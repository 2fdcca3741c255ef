import { hashedBetween } from './hashed.ts';

/** How the simulated system is set up; all times in milliseconds. */
export interface SimulationSettings {
  readonly queries: number;
  readonly dimensions: number;
  /** How long batches are apart. */
  readonly batchEvery: number;
  readonly staleAfter: number;
  readonly startWithin: number;
  readonly idleWithin: number;
  readonly checkEvery: number;
  readonly stopTimeout: number;
  readonly maxRetries: number;
  readonly firstDelay: number;
  readonly longestDelay: number;
  readonly stableAfter: number;
  /** How many queries recover at once, and how long each of them may at most. */
  readonly recoveringAtOnce: number;
  readonly holdFor: number;
  readonly pollEvery: number;
  /** How often dimensions are looked at, and how seldom where nothing changes. */
  readonly dimensionsEvery: number;
  readonly dimensionsLongest: number;
  readonly quietPeriod: number;
  readonly maxWait: number;
  readonly maxConcurrent: number;
  readonly checkWithin: number;
  readonly progressWithin: number;
  readonly cascade: boolean;
}

/** Some settings differ from seed to seed, so that many seeds see many systems; what is given counts. */
export function simulationSettings(
  seed: number,
  given: Partial<SimulationSettings> = {},
): SimulationSettings {
  const between = (what: string, least: number, most: number) =>
    hashedBetween(least, most, seed, 'settings', what);
  const checkEvery = between('checkEvery', 1, 4) * 10_000;
  return {
    queries: 4,
    dimensions: 2,
    batchEvery: 60_000,
    staleAfter: 240_000,
    startWithin: 180_000,
    idleWithin: 480_000,
    checkEvery,
    stopTimeout: between('stopTimeout', 0, 4) * 15_000,
    maxRetries: between('maxRetries', 1, 4),
    firstDelay: between('firstDelay', 0, 3) * 2_000,
    longestDelay: 60_000,
    stableAfter: between('stableAfter', 1, 4) * 100_000,
    recoveringAtOnce: between('recoveringAtOnce', 1, 3),
    holdFor: 90_000,
    pollEvery: between('pollEvery', 1, 3) * 20_000,
    dimensionsEvery: 60_000,
    dimensionsLongest: 240_000,
    quietPeriod: between('quietPeriod', 0, 3) * 20_000,
    maxWait: 120_000,
    maxConcurrent: between('maxConcurrent', 1, 2),
    checkWithin: 20_000,
    progressWithin: 150_000,
    cascade: between('cascade', 0, 1) === 1,
    ...given,
  };
}
