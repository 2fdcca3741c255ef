import { type Difference, differences, isEqual } from './differences.ts';
import { marbleGrid } from './marbleGrid.ts';
import { marbleLegend } from './marbleLegend.ts';
import { marbleLetters } from './marbleLetters.ts';
import type { MarbleMessage } from './marbleMessage.ts';
import type { Mismatch } from './mismatch.ts';
import { showValue } from './showValue.ts';
import { marblesOf, type SpelledMessage, spell } from './spell.ts';

/** What two marble lines are compared by. */
export interface MarbleComparison {
  readonly subject: string;
  readonly expected: readonly MarbleMessage[];
  readonly received: readonly MarbleMessage[];
  /** Gives expected messages their characters; asked only for those that are drawn. */
  readonly spellExpected: (start: number, end: number) => ExpectedSpelling;
  /** Where a value expected and one received differ. */
  readonly differ?: (expected: unknown, received: unknown) => Iterable<Difference>;
  readonly show?: (value: unknown) => string;
}

/** Expected messages with their characters, and the values the letters have. */
export interface ExpectedSpelling {
  readonly wanted: readonly SpelledMessage[];
  readonly known: ReadonlyMap<string, unknown>;
}

/** Compares what was received with what was expected, and draws both when they differ. */
export function compareMarbles(comparison: MarbleComparison): Mismatch | undefined {
  const { expected, received, differ = differences } = comparison;
  const serves = (value: unknown, other: unknown) => isEmpty(differ(value, other));
  const index = firstDifference(expected, received, serves);
  return index === -1 ? undefined : draw(comparison, index, serves);
}

/** How many events are drawn on either side of the first that differs; more would bury it. */
const reach = 100;

function draw(
  { subject, expected, received, spellExpected, differ = differences, show = showValue }: MarbleComparison,
  index: number,
  serves: Serves,
): Mismatch {
  const start = Math.max(0, index - reach);
  const { wanted, known } = spellExpected(start, index + reach);
  const letters = marbleLetters(known, serves);
  const got = spell(received.slice(start, index + reach), letters, wanted);
  const grid = marbleGrid([marblesOf(wanted), marblesOf(got)]);
  const [mine = '', theirs = ''] = grid.lines.map((line) => line.trimEnd());
  const frame = Math.min(expected[index]?.frame ?? Infinity, received[index]?.frame ?? Infinity);
  const columns = [wanted, got].map((line) => columnIn(line, index - start, frame, grid.columnOf(frame)));
  const caret = `${' '.repeat(Math.min(...columns))}^`;
  const left = Math.max(0, expected.length - index - reach, received.length - index - reach);
  const legend = marbleLegend({
    expected: wanted,
    received: got,
    known,
    fresh: letters.fresh,
    differ,
    show,
  });
  return {
    subject,
    frame,
    expected: mine,
    received: theirs,
    picture: [
      `  expected  ${mine}`,
      `  received  ${theirs}`,
      `            ${caret}`,
      ...cut(start, left),
      ...legend,
    ],
  };
}

function cut(earlier: number, later: number): string[] {
  return earlier + later === 0 ? [] : [`  not drawn: ${earlier} events before, ${later} events after`];
}

type Serves = (expected: unknown, received: unknown) => boolean;

function firstDifference(
  expected: readonly MarbleMessage[],
  received: readonly MarbleMessage[],
  serves: Serves,
): number {
  const length = Math.max(expected.length, received.length);
  for (let index = 0; index < length; index += 1) {
    if (!isSame(expected[index], received[index], serves)) return index;
  }
  return -1;
}

function isSame(expected: MarbleMessage | undefined, received: MarbleMessage | undefined, serves: Serves) {
  if (expected?.frame !== received?.frame) return false;
  const [mine, theirs] = [expected?.notification, received?.notification];
  if (mine?.kind === 'N' && theirs?.kind === 'N') return serves(mine.value, theirs.value);
  if (mine?.kind === 'E' && theirs?.kind === 'E') return isEqual(mine.error, theirs.error);
  return mine?.kind === theirs?.kind;
}

/** The column of a message in its line, also inside a group; past every column when it is elsewhere. */
function columnIn(line: readonly SpelledMessage[], index: number, frame: number, column: number): number {
  if (line[index]?.frame !== frame) return Infinity;
  const first = line.findIndex((message) => message.frame === frame);
  const isGroup = line.filter((message) => message.frame === frame).length > 1;
  return isGroup ? column + 1 + index - first : column;
}

function isEmpty(found: Iterable<unknown>): boolean {
  for (const _ of found) return false;
  return true;
}
