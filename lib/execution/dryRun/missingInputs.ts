import { map, type Observable, of } from 'rxjs';
import { nearest } from '../../codec/nearest.ts';
import type { Wiring } from '../../definitions/wiring.ts';
import { layoutOf } from '../../planning/layout.ts';
import { definedWiring } from '../definedWiring.ts';
import type { RunSetup } from '../runSetup.ts';
import { existingTables } from './existingTables.ts';
import type { OuterInput } from './outerInputs.ts';

/** An entity that would be read but has no table, and that no other pipe of the run would have written by then. */
export interface MissingInput {
  readonly entityId: string;
  /** The pipes of the run that would read it. */
  readonly readers: readonly string[];
  /** Pipes that would write it, but are not requested. */
  readonly writers: readonly string[];
  /** Pipes of the run that would write it, but only after one that reads it. */
  readonly late: readonly string[];
  /** What was probably meant, where no pipe writes it: an entity that has a table, or that the run would write. */
  readonly nearest?: string;
}

/** Tells of inputs without a table who would write them, and what was probably meant; one emission. */
export function missingInputs(
  inputs: readonly OuterInput[],
  setup: RunSetup,
): Observable<readonly MissingInput[]> {
  if (inputs.length === 0) return of([]);
  const known = knownTo(setup);
  const { late, writers } = writersOf(inputs, known, setup);
  // What somebody would write is not misspelt.
  const odd = inputs.filter(({ entity: { id } }) => !writers.has(id) && !late.has(id));
  const meant = meantBy(odd, inputs, known);
  const candidates = new Set(meant.values());
  const written = new Set(setup.agenda.pipes.map(({ output }) => output?.id));
  const unsure = known.entities.filter(({ id }) => candidates.has(id) && !written.has(id));
  return existingTables(unsure, setup.options.engine).pipe(
    map((tables) =>
      inputs.map(({ entity: { id: entityId }, readers }) => {
        const near = meant.get(entityId);
        const isThere = near !== undefined && (tables.has(near) || written.has(near));
        return {
          ...{ entityId, readers },
          ...{ writers: writers.get(entityId) ?? [], late: late.get(entityId) ?? [] },
          ...(isThere ? { nearest: near } : {}),
        };
      }),
    ),
  );
}

type Known = Pick<Wiring, 'pipes' | 'entities'>;

/** All that is defined, as far as the run was told. */
function knownTo({ agenda: { plan, pipes }, options }: RunSetup): Known {
  const layout = plan && layoutOf(plan);
  if (layout) return layout.graph.wiring;
  if (options.definitions) return definedWiring(options);
  const touched = pipes.flatMap(({ inputs, output }) => (output ? [...inputs, output] : inputs));
  return { pipes, entities: [...new Map(touched.map((entity) => [entity.id, entity])).values()] };
}

type Writers = ReadonlyMap<string, readonly string[]>;

/** Who would write the inputs: too late, or not at all. */
function writersOf(
  inputs: readonly OuterInput[],
  { pipes }: Known,
  { agenda }: RunSetup,
): { readonly late: Writers; readonly writers: Writers } {
  const missing = new Set(inputs.map(({ entity }) => entity.id));
  const [late, writers] = [new Map<string, string[]>(), new Map<string, string[]>()];
  for (const { id, output } of pipes) {
    if (output === undefined || !missing.has(output.id)) continue;
    const found = agenda.memberOf(id) === undefined ? writers : late;
    found.set(output.id, [...(found.get(output.id) ?? []), id]);
  }
  return { late, writers };
}

/** Beyond as many comparisons a proposal is not worth the wait. */
const COMPARISONS = 50_000;

/** The known entity that is most like each odd one, if one is like it; none of those that are missing. */
function meantBy(
  odd: readonly OuterInput[],
  inputs: readonly OuterInput[],
  { entities }: Known,
): ReadonlyMap<string, string> {
  const missing = new Set(inputs.map(({ entity }) => entity.id));
  const others = entities.map(({ id }) => id).filter((id) => !missing.has(id));
  const affordable = Math.max(1, Math.floor(COMPARISONS / Math.max(1, others.length)));
  const meant = new Map<string, string>();
  for (const { entity } of odd.slice(0, affordable)) {
    const near = nearest(entity.id, others);
    if (near !== undefined) meant.set(entity.id, near);
  }
  return meant;
}
