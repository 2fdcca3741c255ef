import fc from 'fast-check';
import type { Wiring } from '../../../lib/definitions/wiring.ts';
import { type Declared, wiringOf } from './wired.ts';

const modes = fc.constantFrom('batch' as const, 'stream' as const, 'both' as const);

/** Any pipes, in circles or not: each reads what some of the others, or itself, write. */
export const anyWiring = (max = 8): fc.Arbitrary<Wiring> =>
  fc
    .integer({ min: 0, max })
    .chain((size) =>
      fc.array(fc.record({ reads: fc.subarray(idsUpTo(size)), mode: modes }), {
        minLength: size,
        maxLength: size,
      }),
    )
    .map((pipes) => wiringOf(pipes.map(({ reads, mode }, i) => declared(i, reads, mode))));

/** Pipes without circles, registered in any order; sources from outside, and now and then two writers. */
export const acyclicWiring = (max = 12): fc.Arbitrary<Wiring> =>
  fc
    .integer({ min: 0, max })
    .chain((size) =>
      fc.tuple(
        fc.tuple(...Array.from({ length: size }, (_, i) => fc.subarray([...idsUpTo(i), 'outside']))),
        fc.array(modes, { minLength: size, maxLength: size }),
        fc.shuffledSubarray(idsUpTo(size), { minLength: size }),
      ),
    )
    .map(([reads, modes, order]) => {
      const all = reads.map((inputs, i) => declared(i, inputs, modes[i]));
      return wiringOf(order.map((id) => all.find((one) => one.id === id) ?? declared(0, [], undefined)));
    });

/** A wiring, and some of its pipes. */
export const requestOf = (wirings: fc.Arbitrary<Wiring>) =>
  wirings.chain((wiring) =>
    fc.tuple(fc.constant(wiring), fc.subarray(wiring.pipes.map((pipe) => pipe.id))),
  );

/** Who reads what whom writes, told naively: pairs of ids, without those of a pipe with itself. */
export const pairsIn = ({ pipes }: Wiring): [string, string][] =>
  pipes.flatMap((from) =>
    pipes
      .filter((to) => to !== from && to.inputs.some((input) => input.id === from.output?.id))
      .map((to): [string, string] => [from.id, to.id]),
  );

const idsUpTo = (size: number): string[] => Array.from({ length: size }, (_, i) => `p${i}`);

const declared = (i: number, inputs: readonly string[], mode: Declared['mode']): Declared => ({
  id: `p${i}`,
  inputs,
  output: `p${i}`,
  ...(mode === undefined ? {} : { mode }),
});
