import type { Wiring } from '../definitions/wiring.ts';
import { type Evaluation, evaluateSelection } from './evaluateSelection.ts';
import { parseSelection } from './parseSelection.ts';
import type { Selection, StateOf } from './selection.ts';
import { selectionText } from './selectionText.ts';

/** Why a pipe is selected, or why it is not. */
export interface Explanation {
  readonly pipeId: string;
  readonly selected: boolean;
  readonly because: string;
}

/** Says of every pipe of a wiring, in the order of registration, why a selection means it or not. */
export function explain(
  wiring: Wiring,
  expression: string | Selection,
  stateOf?: StateOf,
): readonly Explanation[] {
  const selection = typeof expression === 'string' ? parseSelection(expression) : expression;
  const evaluation = evaluateSelection(selection, wiring, stateOf);
  return wiring.pipes.map(({ id: pipeId }, pipe) => {
    const selected = isIn(evaluation, pipe);
    const because = selected ? whyIn(evaluation, pipe, wiring) : whyOut(evaluation, pipe, wiring);
    return { pipeId, selected, because };
  });
}

const isIn = ({ marks }: Evaluation, pipe: number) => marks[pipe] === 1;

function whyIn(evaluation: Evaluation, pipe: number, wiring: Wiring): string {
  if ('before' in evaluation) return related(evaluation, pipe, wiring);
  if (!('without' in evaluation)) return `matched by ${selectionText(evaluation.selection)}`;
  const { selection, of, without } = evaluation;
  if (of.length === 0) return `not excluded by ${without.map(exclusion).join(' or ') || 'anything'}`;
  const reasons = of.filter((member) => isIn(member, pipe)).map((member) => whyIn(member, pipe, wiring));
  return selection.kind === 'all' ? reasons.join(' and ') : (reasons[0] ?? nothing);
}

function related(
  evaluation: Extract<Evaluation, { before: unknown }>,
  pipe: number,
  wiring: Wiring,
): string {
  const { of, before, after, selection } = evaluation;
  if (isIn(of, pipe)) return whyIn(of, pipe, wiring);
  const seed = after[pipe] ?? -1;
  if (seed >= 0) return `a descendant of ${origin(evaluation, seed, wiring)}`;
  const user = before[pipe] ?? -1;
  if (selection.kind === 'around' || isIn(of, user))
    return `an ancestor of ${origin(evaluation, user, wiring)}`;
  return `an ancestor of ${idOf(wiring, user)}, ${whyIn(evaluation, user, wiring)}`;
}

/** The pipe from which others were reached, and how that one got in, unless the selection names it. */
function origin(
  { selection, of }: Extract<Evaluation, { before: unknown }>,
  seed: number,
  wiring: Wiring,
): string {
  const id = idOf(wiring, seed);
  const isNamed = of.selection.kind === 'id' && !of.selection.id.isPattern;
  return isNamed
    ? `${id} (${selectionText(selection)})`
    : `${id}, ${whyIn(of, seed, wiring)} (${selectionText(selection)})`;
}

const idOf = ({ pipes }: Wiring, pipe: number) => pipes[pipe]?.id ?? '';

function whyOut(evaluation: Evaluation, pipe: number, wiring: Wiring): string {
  if (!('without' in evaluation)) return nothing;
  const { selection, of, without } = evaluation;
  const matching = of.filter((member) => isIn(member, pipe));
  const reasons = matching.map((member) => whyIn(member, pipe, wiring)).join(' and ');
  const excluding = without.find((member) => isIn(member, pipe));
  if (matching.length === 0 && of.length > 0) return nearlyIn(evaluation, pipe, wiring);
  if (selection.kind === 'all' && matching.length < of.length) {
    const missing = of
      .filter((member) => !isIn(member, pipe))
      .map(({ selection }) => selectionText(selection));
    return `${reasons}, but not matched by ${missing.join(' or ')}`;
  }
  const because = `excluded by ${excluding ? exclusion(excluding) : ''}`;
  return of.length === 0 ? because : `${because}, though ${reasons}`;
}

/** The first member of a list that nearly means a pipe says more than nothing. */
function nearlyIn(
  evaluation: Extract<Evaluation, { without: unknown }>,
  pipe: number,
  wiring: Wiring,
): string {
  const reasons = evaluation.of.map((member) => whyOut(member, pipe, wiring));
  return reasons.find((reason) => reason !== nothing) ?? nothing;
}

const nothing = 'matched by nothing';

const exclusion = ({ selection }: Evaluation) =>
  selectionText({ kind: 'any', of: [], without: [selection] });
