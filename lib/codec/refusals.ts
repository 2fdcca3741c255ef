import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { bare, fieldCodecs, fieldNames, isUnion, membersOf, tagOf } from './codecParts.ts';
import { nearest } from './nearest.ts';
import { looksSecret } from './redact.ts';
import type { Refusal } from './refusal.ts';

/** Puts the errors of a decoding into words: one refusal for each place, the likeliest branch of each union. */
export function refusals(errors: t.Errors): readonly Refusal[] {
  return worded(errors, 0);
}

/** Unions before the position `from` of the way are settled already. */
function worded(errors: t.Errors, from: number): readonly Refusal[] {
  const unions = new Map<string, t.Context>();
  const plain: Refusal[] = [];
  for (const { context, message } of errors) {
    const at = context.findIndex(({ type }, i) => i >= from && isUnion(type));
    const way = context.slice(0, at + 1);
    if (at < 0) plain.push(refusal(context, message));
    else unions.set(pathOf(way), way);
  }
  return [...plain, ...[...unions.values()].flatMap(inUnion)];
}

/**
 * The members of a union each complain. Where one of them is clearly meant, its complaints are told;
 * otherwise its tag, or the union as a whole, is what was expected.
 */
function inUnion(way: t.Context): readonly Refusal[] {
  const last = way[way.length - 1];
  if (!last) return [];
  const members = membersOf(last.type);
  const inside = members
    .map((type) => type.validate(last.actual, [...way, { key: '', type, actual: last.actual }]))
    .flatMap((result) =>
      E.isLeft(result) && result.left.some((error) => pathOf(error.context) !== pathOf(way))
        ? [result.left]
        : [],
    )
    .filter((found) => !found.some(isTag))
    .sort((a, b) => a.length - b.length);
  const [likeliest, next] = inside;
  if (likeliest && (!next || next.length > likeliest.length)) return worded(likeliest, way.length);
  return [refusal(tagged(way, last, members) ?? way)];
}

/** The way on to the field that tells the members of a union apart, where there is one. */
function tagged(
  way: t.Context,
  { type, actual }: t.ContextEntry,
  members: readonly t.Mixed[],
): t.Context | undefined {
  const { tag } = bare(type) as { tag?: string };
  if (tag === undefined || !isRecord(actual)) return undefined;
  const literals = members.flatMap((member) => fieldCodecs(member, tag));
  const [first, second, ...others] = literals;
  if (!first) return undefined;
  const choice = second ? t.union([first, second, ...others]) : first;
  return [
    ...way,
    { key: '', type: t.UnknownRecord, actual },
    { key: tag, type: choice, actual: actual[tag] },
  ];
}

/** A member whose literal field says something else is not the one that was meant. */
const isTag = ({ context }: t.ValidationError) =>
  tagOf(context[context.length - 1]?.type) === 'LiteralType';

function refusal(context: t.Context, message?: string): Refusal {
  const last = context[context.length - 1];
  if (!last) return { path: '', expected: message ?? 'another value', received: 'this one' };
  const path = pathOf(context);
  const holder = context[context.length - 2]?.actual;
  const missing = last.actual === undefined && isRecord(holder) && !Object.hasOwn(holder, last.key);
  const meant = missing ? misspelt(context, holder) : option(last.type, last.actual);
  return {
    path,
    expected: message ?? expectation(last.type),
    received: missing ? 'nothing' : looksSecret(last.key) ? 'another value (not shown)' : show(last.actual),
    ...(meant === undefined ? {} : { nearest: meant }),
  };
}

/** A field that nobody asked for and that is spelt nearly like the missing one. */
function misspelt(context: t.Context, holder: Record<string, unknown>): string | undefined {
  const last = context[context.length - 1];
  const known = new Set(context.slice(0, -1).flatMap(({ type }) => fieldNames(type)));
  const strays = Object.keys(holder).filter((key) => !known.has(key));
  const found = last && nearest(last.key, strays);
  return found === undefined ? undefined : `"${last?.key}" where it says "${found}"`;
}

/** The nearest of the texts that would have been accepted. */
function option(codec: t.Decoder<unknown, unknown>, value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const found = nearest(value, options(codec));
  return found === undefined ? undefined : JSON.stringify(found);
}

function options(codec: t.Decoder<unknown, unknown>): string[] {
  const inner = bare(codec) as {
    _tag?: string;
    value?: unknown;
    keys?: object;
    types?: readonly t.Mixed[];
  };
  if (inner._tag === 'LiteralType') return typeof inner.value === 'string' ? [inner.value] : [];
  if (inner._tag === 'KeyofType') return Object.keys(inner.keys ?? {});
  return inner._tag === 'UnionType' ? membersOf(codec).flatMap(options) : [];
}

function expectation(codec: t.Decoder<unknown, unknown>): string {
  const inner = bare(codec) as { _tag?: string; types?: readonly t.Mixed[] };
  const named = !/[{(<[]/.test(codec.name);
  if (named) return codec.name;
  if (inner._tag === 'UnionType') return (inner.types ?? []).map(expectation).join(' | ');
  if (inner._tag === 'ArrayType' || inner._tag === 'ReadonlyArrayType' || inner._tag === 'TupleType')
    return 'array';
  if (inner._tag === 'RefinementType') return codec.name;
  return 'object';
}

/** Keys under a union or an intersection number its members; they are no part of the way. */
function pathOf(context: t.Context): string {
  return context
    .slice(1)
    .filter((_, i) => !isUnion(context[i]?.type) && tagOf(bare(context[i]?.type)) !== 'IntersectionType')
    .map(({ key }) => (/^\d+$/.test(key) ? `[${key}]` : `.${key}`))
    .join('')
    .replace(/^\./, '');
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

function show(value: unknown): string {
  if (typeof value === 'function') return `function ${value.name || '(anonymous)'}`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number' || value === undefined) return String(value);
  if (isRecord(value))
    return Array.isArray(value) ? `an array of ${value.length}` : `an object with ${fieldsOf(value)}`;
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function fieldsOf(value: object): string {
  const keys = Object.keys(value);
  if (keys.length === 0) return 'no fields';
  return `${keys.slice(0, 5).join(', ')}${keys.length > 5 ? `, and ${keys.length - 5} more` : ''}`;
}
