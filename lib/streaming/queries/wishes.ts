/** What people want of something, one after the other: the last word counts. */
export class Wishes {
  /** Why it is wanted as it is. */
  reason = '';
  #count = 0;

  /** Somebody wants something else from now on; gives what tells whether that is still the last word. */
  add(reason: string): () => boolean {
    this.reason = reason;
    this.#count += 1;
    return this.stillLast();
  }

  /** What tells whether nobody has wanted anything else since now. */
  stillLast(): () => boolean {
    const count = this.#count;
    return () => count === this.#count;
  }
}
