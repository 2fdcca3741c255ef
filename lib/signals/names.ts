import { nearest } from '../codec/nearest.ts';
import { catalogue } from './catalogue.ts';

/** A signal's name, or a pattern, that cannot be used; the message says what would do. */
export class SignalNameError extends Error {
  override readonly name = 'SignalNameError';

  constructor(
    readonly signal: string,
    readonly expected: string,
    readonly nearest?: string,
  ) {
    super(
      `expected ${expected}, got "${signal}"${nearest === undefined ? '' : `; did you mean "${nearest}"?`}`,
    );
  }
}

const WELL_FORMED = /^[a-z][a-z0-9]*(_[a-z0-9]+)*\.[a-z][a-z0-9]*(_[a-z0-9]+)*$/;

/** Refuses what is not `namespace.event` in snake case, and proposes how to spell it. */
export function checkName(name: string): void {
  if (WELL_FORMED.test(name)) return;
  const spelt = respelt(name);
  throw new SignalNameError(name, 'a signal name like "namespace.event" in snake case', spelt);
}

/** Refuses a name in a core namespace that is not in the catalogue, and a malformed one. */
export function checkKnown(name: string): void {
  checkName(name);
  if (Object.hasOwn(catalogue, name)) return;
  const meant = aliases.get(name);
  if (meant !== undefined)
    throw new SignalNameError(name, 'the name itself rather than an alias of it', meant);
  if (coreNamespaces.has(namespaceOf(name))) {
    const near = nearest(name, Object.keys(catalogue));
    throw new SignalNameError(name, `a signal of the namespace "${namespaceOf(name)}"`, near);
  }
}

export const namespaceOf = (name: string) => name.slice(0, name.indexOf('.'));

function respelt(name: string): string | undefined {
  const [namespace, ...event] = name.split(/[.:/]/).map(snake);
  const joined = event.filter((part) => part !== '').join('_');
  if (!namespace || joined === '') return nearest(name, Object.keys(catalogue));
  const proposal = `${namespace}.${joined}`;
  return WELL_FORMED.test(proposal) ? proposal : undefined;
}

const snake = (part: string) =>
  part
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');

/** Every other name of a core signal, and the name it stands for. */
export const aliases: ReadonlyMap<string, string> = new Map(
  Object.entries(catalogue).flatMap(([name, declaration]) => {
    const listed: readonly string[] = declaration.aliases;
    return [...new Set([...listed, ...[name, formerNamespace(name)].flatMap(formerPrefix)])]
      .filter((alias) => alias !== name)
      .map((alias) => [alias, name] as const);
  }),
);

const coreNamespaces = new Set([...Object.keys(catalogue), ...aliases.keys()].map(namespaceOf));

const aliasesByName = new Map<string, string[]>();
for (const [alias, name] of aliases) aliasesByName.set(name, [...(aliasesByName.get(name) ?? []), alias]);

/** A name followed by its aliases. */
export const spellings = (name: string): readonly string[] => [name, ...(aliasesByName.get(name) ?? [])];

function formerNamespace(name: string): string {
  return name.replace(/^packages\./, 'pip.');
}

function formerPrefix(name: string): string[] {
  return [name, name.replace('.before_', '.pre_').replace('.after_', '.post_')];
}

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
