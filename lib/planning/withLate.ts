/** What is computed when it is first asked for, by name. */
export type Late = Readonly<Record<string, () => unknown>>;

/** Properties that are there at once, and others that are computed when first asked for and kept. Frozen. */
export function withLate<G extends object, L extends Late>(
  given: G,
  late: L,
): Readonly<G> & { readonly [K in keyof L]: ReturnType<L[K]> } {
  const whole = { ...given };
  for (const [name, compute] of Object.entries(late))
    Object.defineProperty(whole, name, { enumerable: true, get: once(compute) });
  return Object.freeze(whole) as Readonly<G> & { readonly [K in keyof L]: ReturnType<L[K]> };
}

/** Computes a value when it is first asked for, and keeps it. */
export function once<T>(compute: () => T): () => T {
  let kept: { readonly value: T } | undefined;
  return () => {
    kept ??= { value: compute() };
    return kept.value;
  };
}
