import { nearest } from '../codec/nearest.ts';
import { checkOverrides, type Override } from './override.ts';
import { matchText, overrideMatch } from './overrideMatch.ts';
import { hasWildcard, pattern } from './pattern.ts';
import { type Problem, problem } from './problem.ts';
import type { Definition } from './rawDefinition.ts';

/** The overrides that match none of the definitions, each with what was probably meant. */
export function unmatched(
  overrides: readonly Override[],
  definitions: readonly Definition[],
): readonly Problem[] {
  return checkOverrides(overrides)
    .filter(({ matches }) => !definitions.some(matches))
    .map(({ override: { match, kind } }) => {
      const found = definitions.filter((definition) => (kind ?? definition.kind) === definition.kind);
      const meant = typeof match === 'string' ? nearestId(match, found) : nearestTags(match.tag, found);
      return problem(matchText(match), 'matches nothing that is registered', meant);
    });
}

/** The nearest id; of a pattern, the same one with segments that there are. */
function nearestId(match: string, definitions: readonly Definition[]): string | undefined {
  const ids = definitions.map(({ id }) => id);
  if (!hasWildcard(match)) return nearest(match, ids);
  const segments = new Set(ids.flatMap((id) => id.split('.')));
  const proposal = match
    .split('.')
    .map((segment) => (hasWildcard(segment) ? segment : (nearest(segment, segments) ?? segment)))
    .join('.');
  return proposal !== match && ids.some((id) => pattern(proposal)?.matches(id)) ? proposal : undefined;
}

/** The tags with names, and then values, that there are. */
function nearestTags(
  wanted: Readonly<Record<string, string>>,
  definitions: readonly Definition[],
): string | undefined {
  const known = definitions.flatMap(({ tags }) => Object.entries(tags));
  const names = new Set(known.map(([name]) => name));
  const tag = Object.fromEntries(
    Object.entries(wanted).map(([name, value]) => {
      const near = nearest(name, names) ?? name;
      const values = new Set(known.flatMap(([other, text]) => (other === near ? [text] : [])));
      return [near, nearest(value, values) ?? value];
    }),
  );
  const match = { tag };
  return definitions.some((definition) => overrideMatch(match)?.matches(definition))
    ? matchText(match)
    : undefined;
}
