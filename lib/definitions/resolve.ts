import type { Entity } from './entity.ts';
import { type CheckedOverride, checkOverrides, type Override } from './override.ts';
import { compareSpecificity } from './pattern.ts';
import type { Pipe } from './pipe.ts';
import { settingsOf } from './pipeSettings.ts';
import { type Definition, derived, rawDefinition } from './rawDefinition.ts';

/** Gives a definition with everything laid over it. */
export type Resolve = <D extends Definition>(definition: D) => D;

/**
 * Lays overrides over definitions, the more specific above the less specific, and the later above the
 * earlier of the same. It starts from the definition as declared, even if it is given a resolved one: doing
 * it again changes nothing, and without overrides the definition is as before.
 */
export function resolve(overrides: readonly Override[]): Resolve {
  const layers = checkOverrides(overrides).toSorted((one, other) =>
    compareSpecificity(one.specificity, other.specificity),
  );
  const resolved = new WeakMap<Definition, Definition>();
  return <D extends Definition>(definition: D): D => {
    const raw: D = rawDefinition(definition);
    const known = resolved.get(raw) as D | undefined;
    if (known) return known;
    const made = layered(raw, layers) as D;
    resolved.set(raw, made);
    return made;
  };
}

function layered(raw: Definition, layers: readonly CheckedOverride[]): Definition {
  const over = layers.filter(({ matches }) => matches(raw)).map(({ override }) => override);
  if (over.length === 0) return raw;
  const tags = Object.freeze(Object.assign({ ...raw.tags }, ...over.map(({ tags }) => tags)));
  if (raw.kind === 'entity') return derived<Entity>(raw, { tags });
  const mode = over.findLast((override) => override.mode !== undefined)?.mode ?? raw.mode;
  const options = Object.assign({ ...raw.options }, ...over.map(settingsOf));
  return derived<Pipe>(raw, { tags, mode, options: Object.freeze(options) });
}
