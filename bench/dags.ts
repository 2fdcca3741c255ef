/** Members that depend on each other, and how long each takes. */
export interface Dag {
  readonly kind: string;
  /** For each member, those that have to end before it starts; all of them come before it. */
  readonly dependencies: readonly (readonly number[])[];
  readonly durations: readonly number[];
  /** How long each took in a run before: something like it, off by a factor e^N(0, 0.5). */
  readonly remembered: readonly number[];
}

type Random = () => number;

/** A random number generator that gives the same numbers for the same seed. */
export function random(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const upTo = (n: number, next: Random) => Math.floor(next() * n);

/** Some of the members from `from` up to `to`, each once. */
function some(count: number, from: number, to: number, next: Random): number[] {
  const picked = new Set<number>();
  for (let i = 0; i < count && to > from; i++) picked.add(from + upTo(to - from, next));
  return [...picked];
}

type Shape = (size: number, next: Random) => number[][];

/** Layers of twenty, each member reading up to three of the layer before. */
const layered: Shape = (size, next) =>
  Array.from({ length: size }, (_, i) => {
    const layer = Math.floor(i / 20) * 20;
    return layer === 0 ? [] : some(1 + upTo(3, next), layer - 20, layer, next);
  });

/** Half the members read nothing, a third read one of those, the rest read many of the second kind. */
const medallion: Shape = (size, next) => {
  const [bronze, silver] = [Math.ceil(size / 2), Math.ceil((size * 5) / 6)];
  return Array.from({ length: size }, (_, i) => {
    if (i < bronze) return [];
    return i < silver
      ? some(1 + upTo(2, next), 0, bronze, next)
      : some(2 + upTo(6, next), bronze, silver, next);
  });
};

/** Each member reads up to three of the two hundred before it. */
const windowed: Shape = (size, next) =>
  Array.from({ length: size }, (_, i) => some(upTo(4, next), Math.max(0, i - 200), i, next));

/** Chains of one length side by side. */
const chains: Shape = (size) => Array.from({ length: size }, (_, i) => (i % 25 === 0 ? [] : [i - 1]));

/** Chains of many lengths side by side. */
const mixedChains: Shape = (size, next) => {
  let left = 0;
  return Array.from({ length: size }, (_, i) => {
    if (left-- > 0) return [i - 1];
    left = upTo(40, next);
    return [];
  });
};

/** Many become one, four at a time. */
const fanIn: Shape = (size) => {
  const leaves = Math.ceil((size * 3) / 4);
  return Array.from({ length: size }, (_, i) => {
    const first = (i - leaves) * 4;
    return i < leaves ? [] : [first, first + 1, first + 2, first + 3].filter((j) => j < i);
  });
};

export const shapes: Readonly<Record<string, Shape>> = {
  layered,
  medallion,
  windowed,
  chains,
  mixedChains,
  fanIn,
};

const uniform = (next: Random) => 1 + next() * 9;

/** Two uniform numbers make a normal one, of which the exponential is taken: few long ones among many short. */
const logNormal = (next: Random) =>
  Math.exp(Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()));

/** Random graphs of every shape, with durations of both kinds. */
export function dags(size: number, seeds: readonly number[]): Dag[] {
  return seeds.flatMap((seed) =>
    Object.entries(shapes).flatMap(([kind, shape]) =>
      [uniform, logNormal].map((duration) => {
        const next = random(seed);
        const dependencies = shape(size, next);
        const durations = dependencies.map(() => duration(next));
        const remembered = durations.map((took) => took * Math.sqrt(logNormal(next)));
        return { kind, dependencies, durations, remembered };
      }),
    ),
  );
}
