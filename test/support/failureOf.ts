/** The error a function throws; a function that throws none fails the test. */
export function failureOf(run: () => void): Error {
  try {
    run();
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
  throw new Error('expected a failure, got none');
}
