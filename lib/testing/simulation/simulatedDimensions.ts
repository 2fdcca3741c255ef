import { defer, type Observable, of, Subject, throwError } from 'rxjs';
import type { Engine } from '../../data/engine.ts';
import { EngineError } from '../../data/engineError.ts';
import { memoryEngine } from '../../data/memory/memoryEngine.ts';
import { type Columns, type Entity, entity } from '../../definitions/entity.ts';
import type { ChangeClass } from '../../streaming/dimensions/dimensionChange.ts';
import type { DimensionPush } from '../../streaming/dimensions/pushedDimensions.ts';

interface Table {
  columns: Columns;
  version: number;
  /** When each version came, the first one being 0. */
  readonly changedAt: number[];
}

/** Dimensions without rows: they have versions and columns, which change, and an engine that can be asked for them. */
export class SimulatedDimensions {
  readonly entities: readonly Entity[];
  readonly pushes$ = new Subject<DimensionPush>();
  readonly engine: Engine;
  /** How often versions were asked for, and how often in vain. */
  asked = 0;
  refused = 0;
  /** How many faults keep versions from being told. */
  failing = 0;
  readonly #tables: ReadonlyMap<string, Table>;

  constructor(ids: readonly string[]) {
    this.entities = ids.map((id) => entity(id));
    this.#tables = new Map(
      ids.map((id) => [id, { columns: { id: 'text' }, version: 0, changedAt: [0] }] as const),
    );
    // What no watch asks for is the business of a real one, and fails there.
    this.engine = {
      ...memoryEngine(),
      name: 'simulated dimensions',
      versions: () => defer(() => this.#versions()),
      schema: ({ id }) => of(this.#table(id).columns),
    };
  }

  versionOf(id: string): number {
    return this.#table(id).version;
  }

  /** When the first version came that is newer than a given one; nothing where there is none. */
  changedAt(id: string, after: number): number | undefined {
    return this.#table(id).changedAt[after + 1];
  }

  change(id: string, changeClass: ChangeClass, { at, isPushed }: { at: number; isPushed: boolean }): void {
    const table = this.#table(id);
    table.version += 1;
    table.changedAt[table.version] = at;
    table.columns = changed(table.columns, changeClass, table.version);
    if (isPushed) this.pushes$.next({ entityId: id, newVersion: table.version });
  }

  #versions(): Observable<ReadonlyMap<string, number>> {
    this.asked += 1;
    if (this.failing === 0) return of(new Map([...this.#tables].map(([id, { version }]) => [id, version])));
    this.refused += 1;
    return throwError(() => new EngineError('unavailable', 'the simulated dimensions cannot be asked'));
  }

  #table(id: string): Table {
    const table = this.#tables.get(id);
    if (!table)
      throw new RangeError(
        `expected a simulated dimension, ${[...this.#tables.keys()].join(' or ')}, got ${id}`,
      );
    return table;
  }
}

function changed(columns: Columns, changeClass: ChangeClass, version: number): Columns {
  if (changeClass === 'additive') return { ...columns, [`column${version}`]: 'text' };
  if (changeClass === 'breaking') return { ...columns, id: columns['id'] === 'text' ? 'number' : 'text' };
  return columns;
}
