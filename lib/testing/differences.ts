import { types } from 'node:util';
import { compareWhole } from './compareWhole.ts';

/** One place inside two values where they are not the same; the path of the values themselves is `''`. */
export interface Difference {
  readonly path: string;
  readonly expected: unknown;
  readonly received: unknown;
}

export interface DifferencesOptions {
  /** Whether received objects may have keys that expected objects lack. @default false */
  readonly subset?: boolean;
}

/** Stands on the side of a difference that has nothing at the path, not even `undefined`. */
export const missing: unique symbol = Symbol('missing');

/**
 * Finds the places where two values differ, one by one; values are equal when there is none.
 *
 * Strict: a key holding `undefined` is not a missing key, `0` is not `-0`, an instance is not a plain
 * object. `NaN` equals itself. Errors are the same when name and message are. Functions, promises and weak
 * collections are the same only as one object. With `subset`, arrays are still compared exactly.
 */
export function differences(
  expected: unknown,
  received: unknown,
  { subset = false }: DifferencesOptions = {},
): Generator<Difference> {
  return walk({ path: '', expected, received }, { subset, met: new Map() });
}

/** Says whether two values are the same in the strict sense of `differences`. */
export function isEqual(expected: unknown, received: unknown): boolean {
  return differences(expected, received).next().done === true;
}

interface Walk {
  readonly subset: boolean;
  readonly met: Map<object, Set<object>>;
}

interface Member {
  readonly key: unknown;
  readonly path: string;
  readonly value: unknown;
}

function* walk(here: Difference, context: Walk): Generator<Difference> {
  const { path, expected, received } = here;
  if (Object.is(expected, received)) return;
  const whole = isObject(expected) && isObject(received) ? compareWhole(expected, received) : false;
  if (whole === false) yield here;
  if (whole !== undefined || !isObject(expected) || !isObject(received)) return;
  if (isSameFlat(expected, received)) return;
  if (isFirstMeeting(expected, received, context.met)) {
    const subset = context.subset && !Array.isArray(expected);
    yield* walkMembers(membersOf(expected, path), membersOf(received, path), { ...context, subset });
  }
}

/** Whether objects hold the same, and nothing that itself holds something; most rows do, and are many. */
function isSameFlat(expected: object, received: object): boolean {
  if (!isRecord(expected) || !isRecord(received)) return false;
  const keys = Object.keys(expected);
  return (
    keys.length === Object.keys(received).length &&
    keys.every(
      (key) =>
        Object.prototype.propertyIsEnumerable.call(received, key) &&
        Object.is(Reflect.get(expected, key), Reflect.get(received, key)),
    )
  );
}

const isRecord = (value: object): boolean =>
  Object.prototype.toString.call(value) === '[object Object]' &&
  Object.getOwnPropertySymbols(value).length === 0;

function* walkMembers(mine: Member[], theirs: Member[], context: Walk): Generator<Difference> {
  const left = new Map(theirs.map((member) => [member.key, member]));
  const strangers: Member[] = [];
  for (const member of mine) {
    const other = left.get(member.key);
    if (!left.delete(member.key)) strangers.push(member);
    else yield* walk({ path: member.path, expected: member.value, received: other?.value }, context);
  }
  for (const { key, path, value } of strangers) {
    // Keys of maps and elements of sets can be objects, which are equal without being the same one.
    const twin = [...left.values()].find((other) => isObject(key) && isEqual(key, other.key));
    left.delete(twin?.key ?? missing);
    yield* walk({ path, expected: value, received: twin ? twin.value : missing }, context);
  }
  if (context.subset) return;
  for (const { path, value } of left.values()) yield { path, expected: missing, received: value };
}

function membersOf(owner: object, path: string): Member[] {
  if (types.isSet(owner)) {
    return [...owner].map((value) => ({ key: value, path: `${path}.has(${label(value)})`, value }));
  }
  if (types.isMap(owner)) {
    return [...owner].map(([key, value]) => ({ key, path: `${path}.get(${label(key)})`, value }));
  }
  const keys = Reflect.ownKeys(owner).filter((key) =>
    Object.prototype.propertyIsEnumerable.call(owner, key),
  );
  const fields = keys.map((key) => ({ key, path: join(path, key), value: Reflect.get(owner, key) }));
  if (!Array.isArray(owner) || owner.length === 0 || owner.length - 1 in owner) return fields;
  // Holes at the end of an array are not among its keys.
  return [...fields, { key: 'length', path: join(path, 'length'), value: owner.length }];
}

function join(path: string, key: string | symbol): string {
  if (typeof key === 'symbol') return `${path}[${String(key)}]`;
  if (/^\d+$/.test(key)) return `${path}[${key}]`;
  if (/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key)) return path === '' ? key : `${path}.${key}`;
  return `${path}['${key}']`;
}

function label(key: unknown): string {
  if (typeof key === 'string') return `'${key}'`;
  return isObject(key) ? '…' : String(key);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isFirstMeeting(expected: object, received: object, met: Map<object, Set<object>>): boolean {
  const partners = met.get(expected) ?? new Set();
  met.set(expected, partners);
  if (partners.has(received)) return false;
  partners.add(received);
  return true;
}
