import type { Entity } from './entity.ts';
import type { Pipe } from './pipe.ts';

/** What can be declared. */
export type Definition = Entity | Pipe;

const raw = new WeakMap<object, Definition>();

/** A definition as it was declared, before anything was laid over it. */
export const rawDefinition = <D extends object>(definition: D): D =>
  (raw.get(definition) as D | undefined) ?? definition;

/** Makes a definition out of another one, and remembers which. */
export function derived<D extends Definition>(from: D, changes: Partial<D>): D {
  const definition: D = Object.freeze({ ...from, ...changes } as D);
  raw.set(definition, from);
  return definition;
}
