import type { Engine } from 'rekindle';
import { concat, defer, EMPTY, type Observable } from 'rxjs';

/** Faults that are planted to see whether they are found. */
export const faults = {
  /** How far a pipe has read is saved in a transaction of its own, after that of its rows. */
  watermark: { scopes: /^watermarks/, when: 'after' },
  /** That a file is in is noted after the commit of its rows. */
  ledger: { scopes: /^files:/, when: 'after' },
  /** How far a stream is, is noted before its rows are written. */
  checkpoint: { scopes: /^checkpoint$/, when: 'before' },
} as const;

export type FaultName = keyof typeof faults;

/** The engine, with a fault. */
export function planted(engine: Engine, name: FaultName): Engine {
  const { scopes, when } = faults[name];
  const transaction = <T>(work: (inside: Engine) => Observable<T>): Observable<T> =>
    defer(() => {
      const late: Observable<never>[] = [];
      const note: Engine['note'] = (scope, notes) => {
        const kept = [...notes];
        const noted$ = defer(() => engine.note(scope, kept));
        if (when === 'before') return noted$;
        late.push(noted$);
        return EMPTY;
      };
      const done$ = engine.transaction((inside) =>
        work({
          ...inside,
          note: (scope, notes) => (scopes.test(scope) ? note(scope, notes) : inside.note(scope, notes)),
        }),
      );
      return concat(
        done$,
        defer(() => concat(...late)),
      );
    });
  return { ...engine, transaction: transaction as Engine['transaction'] };
}
