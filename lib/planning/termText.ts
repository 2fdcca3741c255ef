import type { SelectionName, SelectionTerm } from './selection.ts';

/** The text of one term of a selection; names with other signs in them are put in quotes. */
export function termText(term: SelectionTerm): string {
  switch (term.kind) {
    case 'id':
      return nameText(term.id);
    case 'tag':
      return `tag:${nameText(term.tag)}${term.value ? `=${nameText(term.value)}` : ''}`;
    case 'layer':
      return `layer:${nameText(term.layer)}`;
    case 'entity':
    case 'reads':
    case 'writes':
      return `${term.kind}:${nameText(term.entity)}`;
    case 'mode':
      return `mode:${term.mode}`;
    case 'state':
      return `state:${term.state}`;
  }
}

/** A number would be taken for a number of steps. */
const BARE = /^(?!\d+$)[^\s,()"+:=!@*?][^\s,()"+:=*?]*$/;

const nameText = ({ text, isPattern }: SelectionName) =>
  isPattern || BARE.test(text) ? text : JSON.stringify(text);
