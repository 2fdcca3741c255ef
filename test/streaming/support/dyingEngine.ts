import { concat, defer, EMPTY, NEVER, type Observable, throwError } from 'rxjs';
import type { Engine } from '../../../lib/data/engine.ts';
import type { Frame } from '../../../lib/definitions/frame.ts';

/** How a process dies at a call of its engine: it is never heard of again, or all it asks for fails. */
export type Death = 'hangs' | 'fails';

/** The engine as a process sees it that dies when it is called the nth time; then it does nothing any more. */
export function dyingEngine(
  engine: Engine,
  { at, by }: { readonly at: number; readonly by: Death },
): Engine {
  let calls = 0;
  const die = (): Observable<never> =>
    by === 'hangs' ? NEVER : throwError(() => new Error('the process died'));
  /** Whether it is dead by now. */
  const dies = (): boolean => {
    calls += 1;
    return calls >= at;
  };
  const mortal = <T>(source: Observable<T>): Observable<T> => defer(() => (dies() ? die() : source));
  const frameOf = (frame: Frame): Frame => ({ ...frame, rows: (options) => mortal(frame.rows(options)) });
  const wrapped = (inner: Engine): Engine => ({
    ...inner,
    read: (entity, slice) => frameOf(inner.read(entity, slice)),
    write: (...all) => mortal(inner.write(...all)),
    ensure: (entity) => mortal(inner.ensure(entity)),
    versions: (ids) => mortal(inner.versions(ids)),
    notes: (...all) => mortal(inner.notes(...all)),
    note: (...all) => mortal(inner.note(...all)),
    // It may die before its end is told, although all is committed.
    transaction: (work) =>
      mortal(
        concat(
          inner.transaction((inside) => concat(work(wrapped(inside)), mortal(EMPTY))),
          mortal(EMPTY),
        ),
      ),
  });
  return wrapped(engine);
}
