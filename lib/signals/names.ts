import { nearest } from '../codec/nearest.ts';
import { aliases } from './aliases.ts';
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

/** Namespaces in which names must be in the catalogue, and the former names of such namespaces. */
export const coreNamespaces = new Set([...Object.keys(catalogue), ...aliases.keys()].map(namespaceOf));
