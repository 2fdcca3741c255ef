import { nearest } from '../codec/nearest.ts';
import { glob } from '../definitions/glob.ts';

/** The pattern that was probably meant by one that fits none of the names: a deeper or a respelt one. */
export function nearestPattern(pattern: string, names: Iterable<string>): string | undefined {
  const known = [...names];
  const fitting = (found: string | undefined) =>
    found !== undefined && known.some(glob(found)) ? found : undefined;
  return fitting(pattern.replace(/\*+/g, '**')) ?? fitting(nearest(pattern, shapedLike(pattern, known)));
}

/** The names as patterns: with a wildcard in every segment in which the pattern has one. */
function shapedLike(pattern: string, names: readonly string[]): Set<string> {
  const segments = pattern.split('.');
  const isOpen = segments.at(-1) === '**';
  const split = names
    .map((name) => name.split('.'))
    .filter(({ length }) => length === segments.length || (isOpen && length > segments.length));
  const shape = (name: readonly string[]) =>
    segments.map((segment, i) => (/[*?]/.test(segment) ? segment : (name[i] ?? segment))).join('.');
  return new Set(split.map(shape));
}
