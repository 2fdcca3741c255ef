import { concat, defer, from, ignoreElements, type Observable, throwError } from 'rxjs';
import type { Engine } from '../../../lib/data/engine.ts';
import { EngineError } from '../../../lib/data/engineError.ts';
import { type Frame, isFrame } from '../../../lib/definitions/frame.ts';

/** At which call an engine fails, and whether the call has taken effect by then, though nobody is told. */
export interface Failure {
  readonly call: number;
  readonly effect: boolean;
}

/** An engine whose calls are counted, also inside of transactions, and of which one fails. */
export function failingEngine(engine: Engine, { call, effect }: Failure): Engine {
  let calls = 0;
  const broken = () => new EngineError('internal', `broken at call ${call}`);
  const counted = <T>(source: Observable<T>): Observable<T> =>
    defer(() => {
      calls += 1;
      if (calls !== call) return source;
      return effect ? concat(source.pipe(ignoreElements()), throwError(broken)) : throwError(broken);
    });
  const frames = new WeakMap<Frame, Frame>();
  const frameOf = (frame: Frame): Frame => {
    const made: Frame = { ...frame, rows: (options) => counted(frame.rows(options)) };
    frames.set(made, frame);
    return made;
  };
  const wrapped = (inner: Engine): Engine => ({
    ...inner,
    read: (entity, slice) => frameOf(inner.read(entity, slice)),
    write: (entity, source, mode, options) =>
      counted(
        inner.write(entity, isFrame(source) ? (frames.get(source) ?? source) : source, mode, options),
      ),
    schema: (entity) => counted(inner.schema(entity)),
    versions: (ids) => counted(inner.versions(ids)),
    history: (query) => counted(inner.history(query)),
    notes: (scope, keys) => counted(inner.notes(scope, keys)),
    note: (scope, notes) => counted(inner.note(scope, notes)),
    transaction: (work) => counted(inner.transaction((inside) => from(work(wrapped(inside))))),
  });
  return wrapped(engine);
}
