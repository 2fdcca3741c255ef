import { isRecord, tags } from './optionProblems.ts';
import { pattern, type Specificity } from './pattern.ts';

/** Which definitions are meant: an id or a pattern of ids, or tags that they were declared with. */
export type OverrideMatch = string | { readonly tag: Readonly<Record<string, string>> };

/** What of a definition a match looks at. */
export interface Matchable {
  readonly id: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** A match as a predicate, and how much it says. */
export interface Matcher<D extends Matchable = Matchable> {
  readonly matches: (definition: D) => boolean;
  readonly specificity: Specificity;
}

/**
 * Reads a match; nothing if it is malformed. Tags say more than a pattern of wildcards and dots alone, and
 * less than any other pattern; more tags say more than fewer.
 */
export function overrideMatch(match: unknown): Matcher | undefined {
  if (typeof match === 'string') {
    const ids = pattern(match);
    return ids && { matches: ({ id }) => ids.matches(id), specificity: ids.specificity };
  }
  if (!isTagMatch(match)) return undefined;
  const wanted = Object.entries(match.tag);
  return {
    matches: ({ tags }) =>
      wanted.every(([name, value]) => Object.hasOwn(tags, name) && tags[name] === value),
    specificity: [1, wanted.length],
  };
}

/** A match in words. */
export const matchText = (match: OverrideMatch) =>
  typeof match === 'string'
    ? match
    : Object.entries(match.tag)
        .map(([name, value]) => `tag ${name}: ${value}`)
        .join(', ');

const isTagMatch = (match: unknown): match is Exclude<OverrideMatch, string> =>
  isRecord(match) &&
  Object.keys(match).join() === 'tag' &&
  tags.holds(match['tag']) &&
  Object.keys(match['tag'] as object).length > 0;
