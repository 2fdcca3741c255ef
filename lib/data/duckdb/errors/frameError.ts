import { BadFileError } from '../../files/badFileError.ts';
import { StorageError } from '../../storage/storageError.ts';
import { type DuckdbErrorContext, duckdbError } from './duckdbError.ts';

/** What an error of a frame means to who reads it: that of a file is told as it is, any other as one of the engine. */
export const frameError = (error: unknown, context: DuckdbErrorContext = {}): Error =>
  error instanceof BadFileError || error instanceof StorageError ? error : duckdbError(error, context);
