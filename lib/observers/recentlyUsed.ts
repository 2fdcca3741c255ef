/** Values by key, made when first asked for; beyond `max` keys, the one not asked for longest is forgotten. */
export class RecentlyUsed<T extends NonNullable<unknown>> {
  readonly #max: number;
  readonly #make: () => T;
  /** A map keeps the order of insertion, so its first key is the one not asked for longest. */
  readonly #values = new Map<string, T>();

  constructor(max: number, make: () => T) {
    this.#max = max;
    this.#make = make;
  }

  get(key: string): T {
    const known = this.#values.get(key);
    const value = known ?? this.#make();
    if (known !== undefined) this.#values.delete(key);
    else if (this.#values.size >= this.#max) this.#forgetOldest();
    this.#values.set(key, value);
    return value;
  }

  #forgetOldest(): void {
    for (const oldest of this.#values.keys()) {
      this.#values.delete(oldest);
      return;
    }
  }
}
