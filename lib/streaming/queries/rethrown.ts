/** Has a stream of errors fail with the first of them. */
export function rethrown(error: unknown): never {
  throw error;
}
