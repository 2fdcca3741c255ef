import { glob } from '../definitions/glob.ts';
import type { Wiring } from '../definitions/wiring.ts';
import { layerOf } from './layerOf.ts';
import { marksWhere } from './marksWhere.ts';
import type { SelectionName, SelectionTerm, StateOf } from './selection.ts';

/** Marks the pipes that a term of a selection means with 1, each at its handle. */
export function matchTerm(term: SelectionTerm, wiring: Wiring, stateOf: StateOf): Uint8Array {
  const { pipes } = wiring;
  switch (term.kind) {
    case 'id':
      return withId(term.id, wiring);
    case 'tag':
      return marked(pipes, tagged(term.tag, term.value));
    case 'layer': {
      const matches = matcher(term.layer);
      return marked(pipes, (pipe) => matches(layerOf(pipe)));
    }
    case 'mode':
      return marked(pipes, ({ mode }) => mode === term.mode);
    case 'state':
      return marked(pipes, ({ id }) => stateOf(id) === term.state);
    case 'entity':
    case 'reads':
    case 'writes':
      return touching(term, wiring);
  }
}

function marked<T>(items: readonly T[], matches: (item: T) => boolean): Uint8Array {
  return marksWhere(items.length, (place) => {
    const item = items[place];
    return item !== undefined && matches(item);
  });
}

const matcher = ({ text, isPattern }: SelectionName) =>
  isPattern ? glob(text) : (name: string) => name === text;

function withId(name: SelectionName, { pipes, handleOf }: Wiring): Uint8Array {
  const matches = matcher(name);
  if (name.isPattern) return marked(pipes, ({ id }) => matches(id));
  const marks = new Uint8Array(pipes.length);
  const handle = handleOf(name.text);
  if (handle !== undefined) marks[handle] = 1;
  return marks;
}

type Tagged = { readonly tags: Readonly<Record<string, string>> };

function tagged(tag: SelectionName, value: SelectionName | undefined): (pipe: Tagged) => boolean {
  const holds = value ? matcher(value) : (text: string) => text !== 'false';
  const matches = matcher(tag);
  if (!tag.isPattern) return ({ tags }) => Object.hasOwn(tags, tag.text) && holds(tags[tag.text] ?? '');
  return ({ tags }) => Object.entries(tags).some(([name, text]) => matches(name) && holds(text));
}

type EntityTerm = Extract<SelectionTerm, { entity: SelectionName }>;

function touching({ kind, entity }: EntityTerm, wiring: Wiring): Uint8Array {
  const { pipes, entities, inputStart, inputs, output } = wiring;
  const matches = matcher(entity);
  const meant = marked(entities, ({ id }) => matches(id));
  const writes = (pipe: number) => meant[output[pipe] ?? -1] === 1;
  const reads = (pipe: number) =>
    inputs.subarray(inputStart[pipe], inputStart[pipe + 1]).some((input) => meant[input] === 1);
  return marksWhere(
    pipes.length,
    (pipe) => (kind !== 'reads' && writes(pipe)) || (kind !== 'writes' && reads(pipe)),
  );
}
