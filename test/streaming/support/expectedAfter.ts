import { ExpectationSheet } from './expectationSheet.ts';
import type { Clock, Expected, SupervisionAction, SupervisionSettings } from './expected.ts';

/**
 * What must be so after an action: several answers where clocks ring at the same time, as their order is nobody's
 * promise. Knows nothing of how it is done.
 */
export function expectedAfter(
  before: Expected,
  action: SupervisionAction,
  settings: SupervisionSettings,
): readonly Expected[] {
  if (action === 'tick') return allOrders(passed(before), settings);
  const sheet = new ExpectationSheet({ ...before }, settings);
  happens[action](sheet);
  return [sheet.expected];
}

const happens: Readonly<Record<Exclude<SupervisionAction, 'tick'>, (sheet: ExpectationSheet) => void>> = {
  start: (sheet) => sheet.start(),
  stop: (sheet) => sheet.stop(),
  change: (sheet) => sheet.change(),
  'start ok': (sheet) => sheet.startOk(),
  'start fails': (sheet) => sheet.failed(),
  fail: (sheet) => sheet.failed(),
  'stop ends': (sheet) => sheet.over(),
};

const rings: Readonly<Record<Clock, (sheet: ExpectationSheet) => void>> = {
  stopTimeout: (sheet) => sheet.over(),
  backoff: (sheet) => sheet.build(),
  stable: (sheet) => sheet.stable(),
  quietPeriod: (sheet) => sheet.quiet(),
  maxWait: (sheet) => sheet.quiet(),
  progressWithin: (sheet) => sheet.restartEnds('failed'),
};

function passed(before: Expected): Expected {
  const clocks = Object.entries(before.clocks).map(([clock, left]) => [clock, left - 1] as const);
  return { ...before, clocks: Object.fromEntries(clocks) };
}

function allOrders(expected: Expected, settings: SupervisionSettings): readonly Expected[] {
  const due = (Object.keys(rings) as Clock[]).filter((clock) => expected.clocks[clock] === 0);
  if (due.length === 0) return [expected];
  return due.flatMap((clock) => {
    const sheet = new ExpectationSheet({ ...expected }, settings);
    sheet.off(clock);
    rings[clock](sheet);
    return allOrders(sheet.expected, settings);
  });
}
