import type { Combination, Selection, Steps } from './selection.ts';
import { termText } from './termText.ts';

/** The text of a selection: what `parseSelection` reads as the same selection. Exclusions come last. */
export function selectionText(selection: Selection): string {
  switch (selection.kind) {
    case 'any':
      return listText(selection, ' ', (member) =>
        member.kind === 'any' ? grouped(member) : selectionText(member),
      );
    case 'all':
      return listText(selection, ',', memberText);
    case 'around': {
      const { of, before, after } = selection;
      return `${stepsText(before, '', '+')}${operandText(of)}${stepsText(after, '+', '')}`;
    }
    case 'closure':
      return `@${operandText(selection.of)}`;
    default:
      return termText(selection);
  }
}

function listText(
  { of, without }: Combination,
  separator: string,
  text: (member: Selection) => string,
): string {
  const excluded = without.map((member) => `!${memberText(member)}`);
  const members = [...of.map(text), ...excluded];
  return members.length === 0 ? '**' : members.join(separator);
}

const isCombination = ({ kind }: Selection) => kind === 'any' || kind === 'all';

const grouped = (selection: Selection) => `(${selectionText(selection)})`;

const memberText = (selection: Selection) =>
  isCombination(selection) ? grouped(selection) : selectionText(selection);

/** `+` binds to one term, so that whatever is more than that is put in parentheses. */
const operandText = (selection: Selection) =>
  isCombination(selection) || selection.kind === 'around' || selection.kind === 'closure'
    ? grouped(selection)
    : selectionText(selection);

const stepsText = (steps: Steps, before: string, after: string) =>
  steps === 0 ? '' : `${before}${steps === 'all' ? '' : steps}${after}`;
