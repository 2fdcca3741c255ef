import { nearest } from '../codec/nearest.ts';
import type { Refusal } from '../codec/refusal.ts';
import type { Wiring } from '../definitions/wiring.ts';
import { layerOf } from './layerOf.ts';
import { nearestPattern } from './nearestPattern.ts';
import type { SelectionName, SelectionTerm } from './selection.ts';
import { termText } from './termText.ts';

/** A term with a name in it, which can therefore be misspelt. */
export type NamedTerm = Exclude<SelectionTerm, { readonly kind: 'mode' | 'state' }>;

/** The refusal of a term that matches no pipe, with what may have been meant. */
export function unmatched(term: NamedTerm, wiring: Wiring): Refusal {
  const meant = meantBy(term, wiring);
  const near = meant === undefined ? {} : { nearest: JSON.stringify(termText(meant)) };
  return { path: '', expected: expectations[term.kind], received: JSON.stringify(termText(term)), ...near };
}

const expectations: Readonly<Record<NamedTerm['kind'], string>> = {
  id: 'the id of a pipe, or a pattern of one',
  tag: 'a tag that a pipe has',
  layer: 'a layer that a pipe writes into',
  entity: 'an entity that a pipe reads or writes',
  reads: 'an entity that a pipe reads',
  writes: 'an entity that a pipe writes',
};

type Known = Pick<Wiring, 'pipes' | 'entities'>;

function meantBy(term: NamedTerm, known: Known): NamedTerm | undefined {
  switch (term.kind) {
    case 'id':
      return meantById(term.id, known);
    case 'tag':
      return meantByTag(term, known);
    case 'layer': {
      const layer = near(term.layer, known.pipes.map(layerOf));
      return layer && { kind: 'layer', layer };
    }
    default: {
      const entity = near(term.entity, known.entities.map(idOf));
      return entity && { kind: term.kind, entity };
    }
  }
}

const idOf = ({ id }: { readonly id: string }) => id;

/** Names of other things than pipes are often taken for ids. */
function meantById(id: SelectionName, { pipes, entities }: Known): NamedTerm | undefined {
  const { text } = id;
  if (entities.some((entity) => entity.id === text)) return { kind: 'entity', entity: id };
  if (pipes.some(({ tags }) => Object.hasOwn(tags, text) && tags[text] !== 'false'))
    return { kind: 'tag', tag: id };
  if (pipes.some((pipe) => layerOf(pipe) === text)) return { kind: 'layer', layer: id };
  const ids = pipes.map(idOf);
  const found = near(id, ids.filter(isBeside(text))) ?? near(id, ids);
  return found && { kind: 'id', id: found };
}

/** Most slips are in one segment alone, and among thousands of ids it takes long to compare them all. */
function isBeside(text: string): (id: string) => boolean {
  const wanted = text.split('.');
  return (id) => {
    const segments = id.split('.');
    return segments.length === wanted.length && segments.filter((one, i) => one !== wanted[i]).length === 1;
  };
}

function meantByTag(term: Extract<NamedTerm, { kind: 'tag' }>, { pipes }: Known): NamedTerm | undefined {
  const { tag, value } = term;
  const tags = pipes.flatMap((pipe) => Object.entries(pipe.tags));
  const values = tags.filter(([name]) => name === tag.text).map(([, text]) => text);
  if (value && values.length > 0) {
    const found = near(value, values);
    return found && { kind: 'tag', tag, value: found };
  }
  const names = tags.filter(([, text]) => text !== 'false').map(([name]) => name);
  const found = near(tag, names);
  return found && { ...term, tag: found };
}

function near({ text, isPattern }: SelectionName, names: readonly string[]): SelectionName | undefined {
  const others = new Set(names);
  others.delete(text);
  const found = isPattern ? nearestPattern(text, others) : nearest(text, others);
  return found === undefined ? undefined : { text: found, isPattern };
}
