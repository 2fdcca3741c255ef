/** The fields by which every failure is told: a short message, never a stack, and the name of the error. */
export function failureOf(error: unknown): { readonly error: string; readonly errorType: string } {
  if (error instanceof Error) return { error: short(error.message || error.name), errorType: error.name };
  return { error: short(textOf(error)), errorType: typeof error };
}

/** Whatever was thrown, that something failed is told. */
function textOf(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return 'an object that has no text';
  }
}

const short = (message: string) => (message.length <= 1_000 ? message : `${message.slice(0, 1_000)}…`);
