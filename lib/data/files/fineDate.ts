/** A time of which more is known than a `Date` tells: the microseconds after the millisecond. */
export class FineDate extends Date {
  constructor(
    time: Date,
    /** From 1 to 999. */
    readonly micros: number,
  ) {
    super(time);
  }
}
