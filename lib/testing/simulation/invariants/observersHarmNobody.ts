import type { MakeInvariant } from '../invariant.ts';

/** What observers throw is told, each time, and reaches nobody else. */
export const observersHarmNobody: MakeInvariant = ({ thrown }, { exercised, violated }) => {
  let told = 0;
  const check = (): void => {
    if (told !== thrown()) violated(`observers threw ${thrown()} times, and ${told} of these were told`);
  };
  return {
    signals: {
      'signals.observer_failed': () => {
        told += 1;
        exercised();
      },
    },
    look: check,
    end: check,
  };
};
