/** The version of an input that a query had captured is not kept any more; its next start captures the present one. */
export class CaptureLostError extends Error {
  override readonly name = 'CaptureLostError';

  constructor(
    readonly queryId: string,
    readonly entityId: string,
    options?: ErrorOptions,
  ) {
    super(
      `expected the version of ${entityId} that ${queryId} captured when it started to be kept, got none; ` +
        'its next start captures the present one',
      options,
    );
  }
}
