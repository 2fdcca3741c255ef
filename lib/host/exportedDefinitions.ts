import { nearest } from '../codec/nearest.ts';
import { isRecord } from '../definitions/optionProblems.ts';
import type { Exported, ProjectModule } from './projectModule.ts';

/** The kinds of definitions that a project can export; queries apart, the registry knows what they are. */
const kinds = ['entity', 'pipe', 'ingestion', 'stage', 'query'] as const;

/**
 * What a file exports that is, or means to be, a definition, with what stands in lists; each once. Anything else
 * is none of our business, except in a list that has a definition in it.
 */
export function exportedDefinitions(modules: readonly ProjectModule[]): readonly Exported[] {
  const found = new Map<unknown, Exported>();
  for (const { file, exports } of modules) {
    for (const [name, value] of Object.entries(exports)) {
      for (const { value: definition, place } of within({ value, place: `${name} in ${file}` }))
        if (!found.has(definition)) found.set(definition, { value: definition, place });
    }
  }
  return [...found.values()];
}

/** Whether an export is, or means to be, a definition, and so no settings. */
export const meansDefinition = (value: unknown): boolean =>
  Array.isArray(value) ? value.some(meansDefinition) : isNearlyKind(kindOf(value));

function within({ value, place }: Exported): readonly Exported[] {
  if (!meansDefinition(value)) return [];
  if (!Array.isArray(value)) return [{ value, place }];
  return value.flatMap((item, i) => {
    const one = { value: item, place: place.replace(' in ', `[${i}] in `) };
    return Array.isArray(item) ? within(one) : [one];
  });
}

function isNearlyKind(kind: unknown): boolean {
  if (typeof kind !== 'string') return false;
  return kinds.some((one) => one === kind) || nearest(kind, kinds) !== undefined;
}

/** A query is an observable, so it is a function's or an object's field that is asked for. */
const kindOf = (value: unknown): unknown => (isRecord(value) ? value['kind'] : undefined);
