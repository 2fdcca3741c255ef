import type { Estimate } from './estimate.ts';

/** An estimate for people: `with generations 41 min, scheduled 22 min, bound 21.9 min`. */
export const renderEstimate = ({ withGenerations, scheduled, bound }: Estimate): string =>
  `with generations ${readable(withGenerations)}, scheduled ${readable(scheduled)}, bound ${readable(bound)}`;

/** Three digits, in the largest unit of which there is at least one. */
function readable(ms: number): string {
  const [name, size] = UNITS.find(([, size]) => ms >= size) ?? ['ms', 1];
  return `${Number((ms / size).toPrecision(3))} ${name}`;
}

const UNITS = [
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;
