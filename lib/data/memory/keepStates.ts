import type { Entity, Scd2 } from '../../definitions/entity.ts';
import type { Row } from '../../definitions/frame.ts';
import { EngineError } from '../engineError.ts';
import { keyOf, readableKey } from './keyOf.ts';
import { type Observed, observationsOf, type Passed, statesOf } from './keyStates.ts';
import { sameRow } from './sameRow.ts';
import type { Applied, Table } from './table.ts';

/** What the source of a write tells of one key, by the texts of its times. */
export type Told = ReadonlyMap<string, Observed & { readonly key: Row }>;

/** An entity of which every state is kept. */
export interface Keeping {
  readonly entity: Entity;
  readonly scd2: Scd2;
}

/** Keeps what was told of keys, by their texts: works out the rows of each of them anew. */
export function keepStates(table: Table, told: ReadonlyMap<string, Told>, keeping: Keeping): Applied {
  const { keys } = keeping.entity;
  const { current } = table;
  const [others, mine] = [[] as Row[], new Map<string, Row[]>()];
  for (let i = 0; i < current.length; i++) {
    const row = current.rows[i] ?? {};
    const key = keyOf(row, keys);
    if (key === undefined || !told.has(key)) others.push(row);
    else mine.set(key, [...(mine.get(key) ?? []), row]);
  }
  const passed = new Map(table.passed);
  const changes = { inserted: [] as Row[], updated: [] as Row[], deleted: [] as Row[] };
  for (const [key, news] of told) {
    const before = mine.get(key) ?? [];
    const states = statesWith(before, table.passed.get(key) ?? new Map(), news, keeping);
    if (states.passed.size > 0) passed.set(key, states.passed);
    else passed.delete(key);
    for (const row of settled(before, states.rows, keeping.scd2, changes)) others.push(row);
  }
  return { rows: others, changes, passed };
}

function statesWith(rows: readonly Row[], passed: Passed, news: Told, { entity, scd2 }: Keeping) {
  const known = observationsOf(rows, passed, scd2);
  for (const [text, { at, row, key }] of news) {
    const before = known.get(text);
    if (before && !isSame(before, { at, row })) throw twice(key, entity, scd2);
    known.set(text, before ?? { at, row });
  }
  return statesOf(known, scd2);
}

/** Whether two things told of one key and time are the same. */
export function isSame(a: Observed, b: Observed): boolean {
  return a.row && b.row ? sameRow(a.row, b.row) : a.row === b.row;
}

/** Refuses two things that were told of one key and time. */
export function twice(key: Row, { id: entityId, keys }: Entity, { sequence }: Scd2): EngineError {
  const which = readableKey(key, [...keys, sequence]);
  const message = `${entityId}: expected one state of each key at each time, got another for ${which}`;
  return new EngineError('duplicate_key', message, { entityId });
}

interface Counting {
  readonly inserted: Row[];
  readonly updated: Row[];
  readonly deleted: Row[];
}

/** The rows of a key, those that are as they were among them as they are. */
function settled(
  before: readonly Row[],
  after: readonly Row[],
  { validFrom }: Scd2,
  { inserted, updated, deleted }: Counting,
): readonly Row[] {
  const left = new Map(before.map((row) => [keyOf(row, [validFrom]), row]));
  const rows = after.map((row) => {
    const from = keyOf(row, [validFrom]);
    const old = left.get(from);
    left.delete(from);
    if (old && sameRow(old, row)) return old;
    (old ? updated : inserted).push(row);
    return row;
  });
  deleted.push(...left.values());
  return rows;
}
