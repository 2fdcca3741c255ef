import type { FileStorage } from 'rekindle';
import { concat, concatMap, defer, EMPTY, type Observable } from 'rxjs';
import type { Marks } from './marks.ts';

/**
 * A storage that says when it moves or removes files. One that `copies` moves as most storages do: a copy is made, and
 * then the original removed.
 */
export function markedStorage(storage: FileStorage, marks: Marks, copies: boolean): FileStorage {
  const passed = (kind: Parameters<Marks['pass']>[0]): Observable<never> =>
    defer(() => {
      marks.pass(kind);
      return EMPTY;
    });
  const copied = (from: string, to: string) =>
    concat(
      storage
        .read(from, { from: 0, bytes: 10_000_000 })
        .pipe(concatMap((content) => storage.write(to, content))),
      passed('in move'),
      storage.delete(from),
    );
  const between = (work$: Observable<never>) => concat(passed('before move'), work$, passed('after move'));
  return {
    ...storage,
    move: (from, to) => between(copies ? copied(from, to) : storage.move(from, to)),
    delete: (path) => between(storage.delete(path)),
  };
}
