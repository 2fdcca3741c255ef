/** How values are laid over each other, and when one is news. */
export interface PollBaselineOptions<T> {
  readonly overlay: (before: T, value: T) => T;
  readonly same: (before: T, value: T) => boolean;
}

/** What a poll knows so far, out of what it has read and what was pushed. */
export class PollBaseline<T> {
  /** How many reads in a row brought no change. */
  still = 0;

  readonly #options: PollBaselineOptions<T>;
  #known: { readonly value: T } | undefined;
  #meanwhile: T[] = [];

  constructor(options: PollBaselineOptions<T>) {
    this.#options = options;
  }

  /** A read begins; gives what is known. */
  begin(): T | undefined {
    this.#meanwhile = [];
    return this.#known?.value;
  }

  /** Takes in what was read, and under what was pushed meanwhile; gives what is news. */
  read(value: T): readonly T[] {
    const news = this.#learn([value, ...this.#meanwhile]);
    this.still = news.length > 0 ? 0 : this.still + 1;
    return news;
  }

  /** Takes in what was pushed; gives what is news. */
  pushed(value: T): readonly T[] {
    this.#meanwhile.push(value);
    const news = this.#learn([value]);
    if (news.length > 0) this.still = 0;
    return news;
  }

  #learn(values: readonly T[]): readonly T[] {
    const { overlay, same } = this.#options;
    const before = this.#known;
    for (const value of values) {
      this.#known = { value: this.#known ? overlay(this.#known.value, value) : value };
    }
    const after = this.#known as { readonly value: T };
    return before && same(before.value, after.value) ? [] : [after.value];
  }
}
