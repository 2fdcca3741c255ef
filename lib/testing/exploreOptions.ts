/** Something that may happen in a world. */
export interface ExploreAction<W> {
  /** Whether it can happen now; changes nothing. @default it always can */
  readonly when?: (world: W) => boolean;
  /** Has it happen. */
  readonly take: (world: W) => void;
}

export interface ExploreOptions<W> {
  /** Makes the world, new and the same each time. */
  readonly start: () => W;
  /** What may happen, by name. */
  readonly actions: Readonly<Record<string, ExploreAction<W>>>;
  /** How many actions may happen one after the other. */
  readonly depth: number;
  /** Throws where something does not hold that always should. @default all holds */
  readonly check?: (world: W) => void;
  /** How it may end in any state, by name: each has a world of its own, and throws where it should not. @default {} */
  readonly ends?: Readonly<Record<string, (world: W) => void>>;
  /**
   * Is equal for worlds that go on alike, whatever led there. It has to tell of everything that can still make a
   * difference, also of what is inside, and what waits for its time. @default no two ways lead to the same
   */
  readonly fingerprint?: (world: W) => string;
  /** Shows a world on one line, for who reads of a counterexample. @default what there is of a fingerprint */
  readonly show?: (world: W) => string;
}
