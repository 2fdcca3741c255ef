import type { Scd2 } from '../../definitions/entity.ts';
import type { Row } from '../../definitions/frame.ts';
import { sameRow } from './sameRow.ts';

/** What is told of a key: that it was in a state from a time on, or ended then. */
export interface Observed {
  /** The value of the sequence column. */
  readonly at: unknown;
  /** Its state, with business columns alone; nothing for an end. */
  readonly row: Row | undefined;
}

/** What was told of a key by the texts of its times. */
export type Observations = ReadonlyMap<string, Observed>;

/** What was told of a key and changed no row: what was as it was before, and ends of what had ended. */
export type Passed = Observations;

/** What a key comes to: its rows in the table, in order, and what changed none. */
export interface KeyStates {
  readonly rows: readonly Row[];
  readonly passed: Passed;
}

/** What was told of a key, as the rows of its table and what changed none of them show it. */
export function observationsOf(
  rows: readonly Row[],
  passed: Passed,
  { validFrom, validTo, isCurrent }: Scd2,
): Map<string, Observed> {
  const ends = rows.map(({ [validTo]: at = null }): Observed => ({ at, row: undefined }));
  const states = rows.map(
    ({ [validFrom]: at, [validTo]: _to, [isCurrent]: _is, ...row }): Observed => ({ at, row }),
  );
  // A state that begins when another ends is what ended it, and no end has to be told besides.
  const known = [...ends.filter(({ at }) => at !== null), ...states];
  return new Map([...known.map((each) => [timeText(each.at), each] as const), ...passed]);
}

/** The rows of a key, worked out from all that was told of it. */
export function statesOf(observations: Observations, scd2: Scd2): KeyStates {
  const inOrder = [...observations].sort(([, a], [, b]) => byTime(a.at, b.at));
  const rows: Row[] = [];
  const passed = new Map<string, Observed>();
  let open: Observed | undefined;
  const close = (to: unknown) => {
    if (open) rows.push(rowOf(open, to, scd2));
    open = undefined;
  };
  for (const [text, observed] of inOrder) {
    if (changes(open, observed, scd2)) {
      close(observed.at);
      open = observed.row ? observed : undefined;
    } else passed.set(text, observed);
  }
  close(null);
  return { rows, passed };
}

/** The text of a time, which tells it from every other. */
export function timeText(at: unknown): string {
  return at instanceof Date ? `d${at.getTime()}` : `${typeof at === 'string' ? 's' : 'n'}${String(at)}`;
}

/** Whether a value comes before or after any other: a time, a number, a text. */
export function hasOrder(at: unknown): boolean {
  if (typeof at === 'string' || typeof at === 'bigint') return true;
  return (typeof at === 'number' || at instanceof Date) && !Number.isNaN(Number(at));
}

function changes(open: Observed | undefined, { row }: Observed, { sequence }: Scd2): boolean {
  if (!open?.row || !row) return open !== undefined || row !== undefined;
  return !sameRow({ ...open.row, [sequence]: null }, { ...row, [sequence]: null });
}

function rowOf({ at, row }: Observed, to: unknown, { validFrom, validTo, isCurrent }: Scd2): Row {
  return { ...row, [validFrom]: at, [validTo]: to, [isCurrent]: to === null };
}

function byTime(a: unknown, b: unknown): number {
  const [left, right] = [comparable(a), comparable(b)];
  return left < right ? -1 : Number(left > right);
}

const comparable = (at: unknown) => (at instanceof Date ? at.getTime() : (at as number | bigint | string));
