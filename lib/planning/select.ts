import type { Wiring } from '../definitions/wiring.ts';
import { evaluateSelection } from './evaluateSelection.ts';
import { parseSelection } from './parseSelection.ts';
import type { Selection, StateOf } from './selection.ts';

/** Pipes that were selected, in the order of their registration. */
export interface Selected {
  readonly pipeIds: readonly string[];
  readonly handles: Int32Array;
}

/**
 * The pipes of a wiring that a selection means; `parseSelection` tells how to write one. Refuses every term
 * that means none, because a misspelt one would pass in silence. Modes and states may well have none.
 */
export function select(wiring: Wiring, expression: string | Selection, stateOf?: StateOf): Selected {
  const selection = typeof expression === 'string' ? parseSelection(expression) : expression;
  const { marks } = evaluateSelection(selection, wiring, stateOf);
  const handles = new Int32Array(marks.length).map((_, pipe) => pipe).filter((pipe) => marks[pipe] === 1);
  const pipeIds = wiring.pipes.filter((_, pipe) => marks[pipe] === 1).map(({ id }) => id);
  return { pipeIds, handles };
}
