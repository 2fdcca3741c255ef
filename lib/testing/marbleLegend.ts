import { type Difference, differences } from './differences.ts';
import { isInnerObservable } from './isInnerObservable.ts';
import { showValue } from './showValue.ts';
import { inPlaces, type SpelledMessage } from './spell.ts';

/** What a legend is made from: two spelled lines and the values behind their letters. */
export interface LegendSource {
  readonly expected: readonly SpelledMessage[];
  readonly received: readonly SpelledMessage[];
  readonly known: ReadonlyMap<string, unknown>;
  readonly fresh: ReadonlyMap<string, unknown>;
  readonly differ: (expected: unknown, received: unknown) => Iterable<Difference>;
  readonly show: (value: unknown) => string;
}

/** Says what the letters of two lines stand for, and where a received value differs from the expected one. */
export function marbleLegend(source: LegendSource): string[] {
  const lines = [...letterLines(source), ...errorLines(source)];
  return lines.length > 0 ? ['', ...lines] : [];
}

function letterLines({ expected, received, known, fresh, differ, show }: LegendSource): string[] {
  const used = new Set([...expected, ...received].map(({ character }) => character));
  const letters = [...known, ...fresh].filter(([letter]) => used.has(letter));
  if (letters.every(([letter, value]) => letter === value)) return [];
  const rivals = rivalsOf(expected, received);
  return letters.flatMap(([letter, value]) => {
    const rival = fresh.has(letter) ? rivals.get(letter) : undefined;
    if (rival === undefined) return [`  ${letter} = ${show(value)}`];
    // Two drawings say more than paths into what they were drawn from.
    const pointed = isInnerObservable(value) ? [] : pointOut(differ(known.get(rival), value));
    return [`  ${letter} = ${show(value)}, received for ${rival}`, ...pointed];
  });
}

/** The letter that was expected where another one was received first. */
function rivalsOf(expected: readonly SpelledMessage[], received: readonly SpelledMessage[]) {
  const wanted = new Map(inPlaces(expected).map(({ place, message }) => [place, message]));
  const rivals = new Map<string, string>();
  for (const { place, message } of inPlaces(received)) {
    const rival = wanted.get(place);
    if (rival?.notification.kind === 'N' && !rivals.has(message.character)) {
      rivals.set(message.character, rival.character);
    }
  }
  return rivals;
}

function errorLines({ expected, received }: LegendSource): string[] {
  const [mine, theirs] = [errorIn(expected), errorIn(received)];
  if (mine === undefined || theirs === undefined) {
    const one = mine ?? theirs;
    return one === undefined || one.error === 'error' ? [] : [`  # = ${showValue(one.error)}`];
  }
  const found = [...differences(mine.error, theirs.error)];
  if (found.length > 0) {
    const both = `expected ${showValue(mine.error)}, received ${showValue(theirs.error)}`;
    return [`  # = ${both}`, ...pointOut(found)];
  }
  return mine.error === 'error' ? [] : [`  # = ${showValue(mine.error)}`];
}

function errorIn(line: readonly SpelledMessage[]): { readonly error: unknown } | undefined {
  const last = line.at(-1)?.notification;
  return last?.kind === 'E' ? last : undefined;
}

const mostDifferences = 8;

/** Lists the differing paths; values that differ as a whole are in the legend already. */
function pointOut(found: Iterable<Difference>): string[] {
  const inside = [...found].filter(({ path }) => path !== '');
  const lines = inside
    .slice(0, mostDifferences)
    .map(
      ({ path, expected, received }) =>
        `      ${path}: expected ${showValue(expected)}, received ${showValue(received)}`,
    );
  const rest = inside.length - lines.length;
  return rest > 0 ? [...lines, `      and ${rest} more`] : lines;
}
