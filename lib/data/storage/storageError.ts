/**
 * What went wrong with a file.
 *
 * - `not_found`: there is no such file
 * - `outside`: the path leaves the root of the storage
 * - `failed`: the storage could not do it
 */
export type StorageErrorClass = 'not_found' | 'outside' | 'failed';

/** A storage could not do what it was asked. */
export class StorageError extends Error {
  override readonly name = 'StorageError';

  constructor(
    readonly errorClass: StorageErrorClass,
    readonly path: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
