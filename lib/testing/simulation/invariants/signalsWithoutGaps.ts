import type { MakeInvariant } from '../invariant.ts';

/** Who hears everything hears the signals in their order, each once, and none is missing. */
export const signalsWithoutGaps: MakeInvariant = (_, { exercised, violated }) => {
  let last = 0;
  return {
    signal: ({ sequence, name }) => {
      if (sequence !== last + 1) violated(`${name} is signal ${sequence}, and came after ${last}`);
      last = sequence;
      if (sequence % 100 === 0) exercised();
    },
  };
};
