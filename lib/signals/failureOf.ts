/** The fields by which every failure is told: a short message, never a stack, and the name of the error. */
export function failureOf(error: unknown): { readonly error: string; readonly errorType: string } {
  if (error instanceof Error) return { error: short(error.message || error.name), errorType: error.name };
  return { error: short(String(error)), errorType: typeof error };
}

const short = (message: string) => (message.length <= 1_000 ? message : `${message.slice(0, 1_000)}…`);
