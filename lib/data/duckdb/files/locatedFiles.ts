import { catchError, EMPTY, type Observable, throwError } from 'rxjs';
import type { FileToRead } from '../../files/fileReader.ts';
import type { FileStorage } from '../../storage/fileStorage.ts';
import { localFiles } from '../../storage/localFiles.ts';
import { StorageError } from '../../storage/storageError.ts';
import { locationOf } from './fileGroup.ts';

/** The files of this machine that engines are told of, by the paths that they have in their storage; to be read. */
export function locatedFiles(files: readonly FileToRead[]): FileStorage {
  const locations = new Map(files.map((file) => [file.path, locationOf(file)]));
  const machine = localFiles('/');
  const refused = (path: string): Observable<never> =>
    throwError(() => new StorageError('failed', path, `expected to read ${path}, got another use of it`));
  return {
    name: machine.name,
    list: () => EMPTY,
    read: (path, range) =>
      machine.read((locations.get(path) ?? path).replace(/^\/+/, ''), range).pipe(
        catchError((error: unknown) =>
          throwError(() =>
            error instanceof StorageError && error.errorClass === 'not_found'
              ? new StorageError('not_found', path, `expected the file ${path}, got none`, {
                  cause: error,
                })
              : error,
          ),
        ),
      ),
    write: refused,
    move: refused,
    delete: refused,
  };
}
