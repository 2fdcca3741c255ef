/** A value does not fit where it was to go; what was expected there, in words. */
export class Misfit {
  constructor(readonly expected: string) {}
}
