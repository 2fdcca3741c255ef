import * as t from 'io-ts';

/**
 * Whether the `is` of a codec is the one its combinator gives. Anyone may construct, say, an
 * `InterfaceType` with an `is` of their own, and then its props do not tell what it decides. The
 * closures of one combinator all have the same text, which is how they are told from others.
 */
export function isGenuine(codec: t.Mixed): boolean {
  const { _tag: tag, type } = codec as { _tag?: string; type?: t.Mixed };
  if (tag === undefined) return false;
  if (tag === 'ReadonlyType' || tag === 'ExactType') return codec.is === type?.is;
  if (tag === 'DictionaryType' && !plainDictionary(codec as t.DictionaryType<t.Mixed, t.Mixed>))
    return false;
  return made.get(tag)?.includes(String(codec.is)) ?? false;
}

/** Other domains restrict the keys, and io-ts lets a record of `any` be an array too. */
const plainDictionary = ({ domain, codomain }: t.DictionaryType<t.Mixed, t.Mixed>) =>
  domain === t.string && (codomain as { _tag?: string })._tag !== 'AnyType';

const samples: readonly t.Mixed[] = [
  t.literal('a'),
  t.keyof({ a: null }),
  t.type({}),
  t.partial({}),
  t.array(t.unknown),
  t.readonlyArray(t.unknown),
  t.tuple([t.unknown]),
  t.union([t.string, t.number]),
  t.union([t.type({ tag: t.literal('a') }), t.type({ tag: t.literal('b') })]),
  t.intersection([t.type({}), t.partial({})]),
  t.refinement(t.number, Number.isInteger),
  t.recursion('sample', () => t.unknown),
  t.record(t.string, t.unknown),
];

const made = new Map<string, string[]>();
for (const sample of samples) {
  const { _tag: tag } = sample as unknown as { _tag: string };
  made.set(tag, [...(made.get(tag) ?? []), String(sample.is)]);
}
