/** One line of the text format that tells a number. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Family {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

/**
 * Reads the text format 0.0.4 and refuses whatever departs from its grammar: a line that is not ended, a family
 * in pieces or without HELP and TYPE before its samples, a series told twice, buckets that are not cumulative.
 */
export function parseExposition(text: string): readonly Family[] {
  if (text === '') return [];
  if (!text.endsWith('\n')) throw new Error('expected the last line to be ended');
  const families: (Family & { samples: Sample[] })[] = [];
  let help: readonly string[] = [];
  for (const line of text.slice(0, -1).split('\n')) {
    const comment = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$/.exec(line);
    const family = families.at(-1);
    if (comment?.[1] === 'HELP') help = comment.slice(2);
    else if (comment) families.push(begun(families, help, comment.slice(2)));
    else if (family) family.samples.push(sampleOf(line, family));
    else throw new Error(`expected a TYPE before ${line}`);
  }
  for (const family of families) refuseInconsistent(family);
  return families;
}

function begun(
  families: readonly Family[],
  [helped, help = '']: readonly string[],
  typed: readonly string[],
) {
  const [name = '', type = ''] = typed;
  if (helped !== name) throw new Error(`expected HELP right before TYPE of ${name}, got it of ${helped}`);
  if (!['counter', 'gauge', 'histogram', 'summary', 'untyped'].includes(type))
    throw new Error(`unknown type ${type}`);
  if (families.some((one) => one.name === name)) throw new Error(`family ${name} comes in pieces`);
  return { name, type, help, samples: [] };
}

function sampleOf(line: string, { name: family, type }: Family): Sample {
  const match =
    /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? ([+-]?(?:Inf|NaN|\d+(?:\.\d+)?(?:e[+-]?\d+)?))$/s.exec(line);
  if (!match) throw new Error(`expected a sample, got ${JSON.stringify(line)}`);
  const [, name = '', labels = '', value = ''] = match;
  const suffix = name.slice(family.length);
  const allowed = type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
  if (!name.startsWith(family) || !allowed.includes(suffix))
    throw new Error(`${name} is none of the family ${family}`);
  return { name, labels: labelsOf(labels), value: numberOf(value) };
}

function labelsOf(text: string): Record<string, string> {
  const pairs: [string, string][] = [];
  let rest = text;
  while (rest !== '') {
    const match = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(,(?=.)|$)/s.exec(rest);
    if (!match) throw new Error(`expected label="value", got ${JSON.stringify(rest)}`);
    const [whole, name = '', value = ''] = match;
    if (pairs.some(([other]) => other === name)) throw new Error(`label ${name} comes twice`);
    pairs.push([name, value.replace(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter))]);
    rest = rest.slice(whole.length);
  }
  return Object.fromEntries(pairs);
}

const numberOf = (text: string) => Number(text.replace('Inf', 'Infinity'));

function refuseInconsistent({ name, type, samples }: Family): void {
  const series = samples.map((sample) =>
    JSON.stringify([sample.name, Object.entries(sample.labels).sort()]),
  );
  if (new Set(series).size < series.length) throw new Error(`a series of ${name} comes twice`);
  if (type === 'counter' && samples.some(({ value }) => !(value >= 0)))
    throw new Error(`${name} counts downwards`);
  if (type === 'histogram') refuseBadHistograms(name, samples);
}

function refuseBadHistograms(family: string, samples: readonly Sample[]): void {
  const keyOf = ({ le: _, ...labels }: Sample['labels']) => JSON.stringify(labels);
  for (const key of new Set(samples.map(({ labels }) => keyOf(labels)))) {
    const told = (suffix: string) =>
      samples.filter(({ name, labels }) => name === `${family}${suffix}` && keyOf(labels) === key);
    const buckets = told('_bucket');
    const limits = buckets.map(({ labels }) => numberOf(labels['le'] ?? 'NaN'));
    const counts = buckets.map(({ value }) => value);
    if (limits.some((limit, index) => limit <= (limits[index - 1] ?? Number.NEGATIVE_INFINITY)))
      throw new Error(`the limits of ${key} do not rise`);
    if (limits.at(-1) !== Number.POSITIVE_INFINITY) throw new Error(`${key} has no bucket +Inf`);
    if (counts.some((count, index) => count < (counts[index - 1] ?? 0)))
      throw new Error(`the buckets of ${key} are not cumulative`);
    if (told('_sum').length !== 1) throw new Error(`expected one sum of ${key}`);
    const [count, ...more] = told('_count');
    if (more.length > 0 || count?.value !== counts.at(-1)) throw new Error(`${key} has a wrong count`);
  }
}
