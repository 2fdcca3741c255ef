import type { Moments } from './moments.ts';

/** Things as they were committed last, by their keys; of many, those that were of use lately. */
export class Known<T> {
  readonly #values = new Map<string, T>();

  constructor(
    private readonly moments: Moments,
    /** What its keys begin with, so that they differ from those of other things. */
    private readonly kind: string,
  ) {}

  /** How a thing was at a moment, if that is known. */
  at(moment: number, key: string): T | undefined {
    return this.moments.isCurrent(moment, this.place(key)) ? this.#values.get(key) : undefined;
  }

  /** Remembers how a thing was at a moment, unless it may be otherwise by now. */
  learn(moment: number, key: string, value: T): void {
    if (this.moments.isCurrent(moment, this.place(key))) this.set(key, value);
  }

  set(key: string, value: T): void {
    if (this.#values.size >= KEPT) this.#values.clear();
    this.#values.set(key, value);
  }

  forget(key: string): void {
    this.#values.delete(key);
  }

  /** What a thing is called among all that is committed. */
  place(key: string): string {
    return `${this.kind} ${key}`;
  }
}

const KEPT = 10_000;
