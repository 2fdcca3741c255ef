import { type Refusal, RefusalError } from '../codec/refusal.ts';
import type { Wiring } from '../definitions/wiring.ts';
import { marksWhere } from './marksWhere.ts';
import { matchTerm } from './matchTerm.ts';
import { neighbours } from './neighbours.ts';
import { reach } from './reach.ts';
import type { Around, Closure, Combination, Selection, SelectionTerm, StateOf } from './selection.ts';
import { selectionText } from './selectionText.ts';
import { unmatched } from './unmatched.ts';

/** A selection with the pipes that it means, and each part of it with the pipes that that one means. */
export type Evaluation = { readonly marks: Uint8Array } & (
  | { readonly selection: SelectionTerm }
  | {
      readonly selection: Combination;
      readonly of: readonly Evaluation[];
      readonly without: readonly Evaluation[];
    }
  | (Reached & { readonly selection: Around | Closure; readonly of: Evaluation })
);

/** From which pipe each one was reached, by handles; -1 where it was not. */
interface Reached {
  readonly before: Int32Array;
  readonly after: Int32Array;
}

/** Finds the pipes that a selection means; refuses all its terms at once that mean none. */
export function evaluateSelection(selection: Selection, wiring: Wiring, stateOf?: StateOf): Evaluation {
  const refused = new Map<string, Refusal>();
  const evaluation = evaluate(selection, {
    wiring,
    stateOf,
    refuse: (refusal) => refused.set(refusal.received, refusal),
  });
  if (refused.size > 0)
    throw new RefusalError(`selection ${selectionText(selection)}`, [...refused.values()]);
  return evaluation;
}

interface Context {
  readonly wiring: Wiring;
  readonly stateOf: StateOf | undefined;
  readonly refuse: (refusal: Refusal) => void;
}

function evaluate(selection: Selection, context: Context): Evaluation {
  switch (selection.kind) {
    case 'any':
    case 'all':
      return combination(selection, context);
    case 'around':
    case 'closure':
      return reached(selection, context);
    default:
      return { selection, marks: term(selection, context) };
  }
}

/** Which modes and states there are is known beforehand, so that none of a kind is an answer, not a mistake. */
function term(selection: SelectionTerm, { wiring, stateOf, refuse }: Context): Uint8Array {
  const marks = matchTerm(selection, wiring, stateOf ?? (() => undefined));
  if (selection.kind === 'state') {
    if (!stateOf)
      refuse({
        path: '',
        expected: 'the states of a last run',
        received: `none to ask for "state:${selection.state}"`,
      });
  } else if (selection.kind !== 'mode' && !marks.includes(1)) refuse(unmatched(selection, wiring));
  return marks;
}

function combination(selection: Combination, context: Context): Evaluation {
  const of = selection.of.map((member) => evaluate(member, context));
  const without = selection.without.map((member) => evaluate(member, context));
  const wanted = selection.kind === 'any' ? Math.min(of.length, 1) : of.length;
  const held = tally(of, context);
  const excluded = tally(without, context);
  const marks = marksWhere(held.length, (pipe) => (held[pipe] ?? 0) >= wanted && excluded[pipe] === 0);
  return { selection, of, without, marks };
}

/** How many of some parts mean each pipe. */
function tally(parts: readonly Evaluation[], { wiring }: Context): Uint32Array {
  const counts = new Uint32Array(wiring.pipes.length);
  for (const { marks } of parts) {
    for (let pipe = 0; pipe < counts.length; pipe++)
      counts[pipe] = (counts[pipe] ?? 0) + (marks[pipe] ?? 0);
  }
  return counts;
}

function reached(selection: Around | Closure, context: Context): Evaluation {
  const of = evaluate(selection.of, context);
  const ways = neighbours(context.wiring);
  const isClosure = selection.kind === 'closure';
  const after = reach(of.marks, ways.after, isClosure ? 'all' : selection.after);
  const needing = isClosure ? marksOf(after) : of.marks;
  const before = reach(needing, ways.before, isClosure ? 'all' : selection.before);
  return { selection, of, before, after, marks: marksOf(before, after) };
}

const marksOf = (one: Int32Array, other = one) =>
  marksWhere(one.length, (pipe) => (one[pipe] ?? -1) >= 0 || (other[pipe] ?? -1) >= 0);
