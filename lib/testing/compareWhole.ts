import { isDeepStrictEqual, types } from 'node:util';

/** Compares two objects that have no parts to walk through; `undefined` says that they have. */
export function compareWhole(expected: object, received: object): boolean | undefined {
  if (isError(expected) && isError(received)) {
    return expected.name === received.name && expected.message === received.message;
  }
  if (!isSameKind(expected, received)) return false;
  if (types.isDate(expected)) return Object.is(Number(expected), Number(received));
  if (holdsHiddenState(expected)) return isDeepStrictEqual(expected, received);
  if (isIdentity(expected)) return false;
  // An instance that shows no field (a URL, a decimal) may still say in its text what it holds.
  if (showsNothing(expected) && showsNothing(received)) return String(expected) === String(received);
  return undefined;
}

/** Says whether a value is an error, also one made in another realm. */
export function isError(value: unknown): value is Error {
  return types.isNativeError(value) || value instanceof Error;
}

function isSameKind(expected: object, received: object): boolean {
  if (Array.isArray(expected) !== Array.isArray(received)) return false;
  const [mine, theirs] = [prototypeOf(expected), prototypeOf(received)];
  return mine === theirs || (isBuiltIn(mine) && isBuiltIn(theirs) && nameOf(mine) === nameOf(theirs));
}

/** An object without a prototype reads like a plain one, so it counts as one. */
function prototypeOf(value: object): object {
  return Object.getPrototypeOf(value) ?? Object.prototype;
}

/** Test runners give each file a realm of its own; its `Map` is not the `Map` of Node's modules. */
function isBuiltIn(prototype: object): boolean {
  return /\[native code\]\s*\}$/.test(String(prototype.constructor));
}

function nameOf(prototype: object): string {
  return prototype.constructor?.name ?? '';
}

function holdsHiddenState(value: object): boolean {
  return (
    types.isRegExp(value) ||
    types.isBoxedPrimitive(value) ||
    types.isAnyArrayBuffer(value) ||
    types.isDataView(value)
  );
}

function isIdentity(value: object): boolean {
  return types.isPromise(value) || types.isWeakMap(value) || types.isWeakSet(value);
}

function showsNothing(value: object): boolean {
  const isContainer = Array.isArray(value) || types.isMap(value) || types.isSet(value);
  return !isContainer && nameOf(prototypeOf(value)) !== 'Object' && Reflect.ownKeys(value).length === 0;
}
