/** Slots that members take while they run. How many there are may change at any time. */
export class Slots {
  /** How many there are. */
  limit = 0;
  /** How many members hold some. */
  holders = 0;

  #used = 0;

  /** Says whether as many are free. Whoever asks for more than there are gets all, once nobody holds any. */
  fit(weight: number): boolean {
    return this.holders === 0 ? this.limit > 0 : this.#used + weight <= this.limit;
  }

  take(weight: number): void {
    this.holders += 1;
    this.#used += weight;
  }

  giveBack(weight: number): void {
    this.holders -= 1;
    this.#used -= weight;
  }
}
