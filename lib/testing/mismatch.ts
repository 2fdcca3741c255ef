/** How what was expected and what was received differ. */
export interface Mismatch {
  /** Which kind of drawing it is: `marbles`, `signals`, `subscriptions`. */
  readonly subject: string;
  readonly frame: number;
  readonly expected: string;
  readonly received: string;
  /** The drawings one above the other, with whatever helps to read them. */
  readonly picture: readonly string[];
}
