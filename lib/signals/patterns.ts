import { aliases, spellings } from './aliases.ts';
import { catalogue } from './catalogue.ts';
import { checkKnown, coreNamespaces, namespaceOf, SignalNameError } from './names.ts';

/** Whether a text has a `*`, and so stands for many names. */
export const isPattern = (text: string) => text.includes('*');

/** A predicate over names for a pattern, in which each `*` is any text. Aliases match like names. */
export function matcher(pattern: string): (name: string) => boolean {
  if (pattern === '*') return () => true;
  checkPattern(pattern);
  if (!isPattern(pattern)) {
    const name = aliases.get(pattern) ?? pattern;
    return (candidate) => candidate === name;
  }
  return matchesSpelling(pattern);
}

function matchesSpelling(pattern: string): (name: string) => boolean {
  const expression = new RegExp(`^${pattern.replace(/\./g, '\\.').replace(/\*+/g, '.*')}$`);
  return (name) => spellings(name).some((spelling) => expression.test(spelling));
}

/** Refuses a pattern that can match nothing. */
export function checkPattern(pattern: string): void {
  if (!isPattern(pattern)) {
    if (!aliases.has(pattern)) checkKnown(pattern);
    return;
  }
  if (!/^[a-z0-9_*]+(\.[a-z0-9_*]+)?$/.test(pattern)) {
    const spelt = pattern.toLowerCase().replace(/[^a-z0-9_*.]+/g, '_');
    throw new SignalNameError(pattern, 'a pattern like "namespace.*", "*.*_failed" or "*"', spelt);
  }
  const namespace = namespaceOf(pattern);
  if (coreNamespaces.has(namespace) && !Object.keys(catalogue).some(matchesSpelling(pattern))) {
    throw new SignalNameError(pattern, `a pattern that matches a signal of the namespace "${namespace}"`);
  }
}
