import { DefinitionError } from './definitionError.ts';
import { isRecord, type OptionRule, optionProblems, tags } from './optionProblems.ts';
import { type Matcher, type OverrideMatch, overrideMatch } from './overrideMatch.ts';
import { modeRule, type PipeMode, type PipeSettings, settingRules } from './pipeSettings.ts';
import { type Problem, problem } from './problem.ts';
import type { Definition } from './rawDefinition.ts';
import { received } from './received.ts';

/** Tags, mode and settings laid over the definitions it matches; whatever it does not say stays. */
export interface Override extends PipeSettings {
  /** An id, a pattern (`gold.*`, `**.orders`), or tags that the definition was declared with. */
  readonly match: OverrideMatch;
  /** Pipes only, or entities only. @default both, though entities have nothing but tags to lay over */
  readonly kind?: 'pipe' | 'entity';
  /** Laid over the declared tags one by one. @default {} */
  readonly tags?: Readonly<Record<string, string>>;
  /** @default as declared */
  readonly mode?: PipeMode;
}

/** An override that is known to be sound. */
export interface CheckedOverride extends Matcher<Definition> {
  readonly override: Override;
}

/** Checks overrides; everything that is wrong with any of them is told at once. */
export function checkOverrides(overrides: readonly Override[]): readonly CheckedOverride[] {
  const problems = Array.isArray(overrides)
    ? overrides.flatMap(overrideProblems)
    : [problem('overrides', `expected an array, got ${received(overrides)}`)];
  if (problems.length > 0) throw new DefinitionError('overrides', problems);
  // Copied, so that changing one later changes nothing here.
  return structuredClone(overrides).flatMap((override) => {
    const matcher = overrideMatch(override.match);
    return matcher ? [{ override, ...narrowed(matcher, override) }] : [];
  });
}

const rules: Readonly<Record<keyof Override, OptionRule>> = {
  match: {
    expected: 'an id, a pattern like "gold.*", or { tag: { name: value } }',
    holds: (match) => overrideMatch(match) !== undefined,
  },
  kind: { expected: '"pipe" or "entity"', holds: (kind) => kind === 'pipe' || kind === 'entity' },
  tags,
  mode: modeRule,
  ...settingRules,
};

function overrideProblems(override: unknown, i: number): readonly Problem[] {
  const unsaid = isRecord(override) && override['match'] === undefined;
  const missing = unsaid ? [problem('match', `expected ${rules.match.expected}, got nothing`)] : [];
  return [...missing, ...optionProblems(override, rules)].map(({ culprit, message, nearest }) =>
    problem(`overrides[${i}].${culprit}`, message, nearest),
  );
}

/** An entity has nothing but tags that could be laid over. */
function narrowed({ matches, specificity }: Matcher, { kind, tags }: Override): Matcher<Definition> {
  return {
    matches: (definition) =>
      (kind ?? definition.kind) === definition.kind &&
      (definition.kind === 'pipe' || tags !== undefined) &&
      matches(definition),
    specificity,
  };
}
