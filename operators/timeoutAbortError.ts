/** A source was too late: with its first value, with the one after, or with its end. */
export class TimeoutAbortError extends Error {
  override readonly name = 'TimeoutAbortError';

  constructor(
    readonly kind: 'first' | 'each' | 'total',
    readonly after: number,
  ) {
    super(`expected ${EXPECTED[kind]} within ${after} ms, got none`);
  }
}

const EXPECTED = {
  first: 'a first value',
  each: 'another value or the end',
  total: 'the end',
};
