/** Refuses a run in which simulated time does not come to an end. */
export class EndlessSimulationError extends Error {
  override readonly name = 'EndlessSimulationError';

  constructor(
    readonly steps: number,
    readonly elapsed: number,
  ) {
    super(
      `expected simulated time to come to an end, but after ${steps} tasks, at ${elapsed}ms, there was more ` +
        'to do. End an endless source, or let a limited time go by with advanceBy(ms); allow a long run more ' +
        'with new SimulatedScheduler({ maxSteps }).',
    );
  }
}
