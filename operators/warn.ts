/** Makes a warning of the process out of an error that nobody is there to be told of. */
export function warn(what: string, error: unknown): void {
  const said =
    error instanceof Error
      ? (error.stack ?? error.message)
      : typeof error === 'string'
        ? error
        : typeof error;
  process.emitWarning(`${what}: ${said}`, 'RekindleWarning');
}
