import { filter, type MonoTypeOperatorFunction } from 'rxjs';

export interface EveryNthOptions<T> {
  /** Selects values that pass whatever their turn. @default none */
  readonly keep?: (value: T) => boolean;
}

/**
 * Passes the first value and every `n`-th after it, and whatever `keep` selects.
 *
 * Every value counts, kept ones too: `keep` only ever adds to what passes without it.
 *
 * - emits the values at positions 0, n, 2n, … and those that `keep` selects
 * - completes when the source completes
 * - errors when the source errors or `keep` throws
 * - on unsubscribe, the source is unsubscribed; each subscription counts for itself
 */
export function everyNth<T>(
  n: number,
  { keep = () => false }: EveryNthOptions<T> = {},
): MonoTypeOperatorFunction<T> {
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`expected n to be a positive integer, got ${n}`);
  return filter((value, index) => index % n === 0 || keep(value));
}
