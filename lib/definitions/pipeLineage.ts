import { isRecord, type OptionRule, optionProblems, text } from './optionProblems.ts';

/** What rows say of the package that made them: found from a folder or file, or given. */
export interface PipeLineage {
  /** A folder or file, as a path or URL, in or above which the nearest package.json is taken. @default the working folder */
  readonly from?: string;
  /** @default what the package.json says */
  readonly packageName?: string;
  /** @default what the package.json says */
  readonly packageVersion?: string;
}

/** What the fields of lineage have to be. */
export const lineageRules = { from: text, packageName: text, packageVersion: text };

/** What lineage has to be that may have these fields. */
export function lineageRule(rules: Readonly<Record<string, OptionRule>>): OptionRule {
  return {
    expected: `true, false, or { ${Object.keys(rules).join(', ')} }`,
    holds: (value) =>
      typeof value === 'boolean' || (isRecord(value) && optionProblems(value, rules).length === 0),
    inside: (value) => (isRecord(value) ? optionProblems(value, rules) : []),
  };
}
