import type { Columns, Entity, Scd2 } from '../../definitions/entity.ts';
import type { Row } from '../../definitions/frame.ts';
import { received } from '../../definitions/received.ts';
import { EngineError } from '../engineError.ts';
import type { Scd2Mode } from '../writeMode.ts';
import { columnFit } from './columnFit.ts';
import { copyRow } from './copyRow.ts';
import { deletion } from './deletion.ts';
import type { Intake } from './intake.ts';
import { isSame, keepStates, type Told, twice } from './keepStates.ts';
import { keyFor } from './keyOf.ts';
import { hasOrder, type Observed, timeText } from './keyStates.ts';
import type { Table } from './table.ts';

/** What takes rows of which every state is kept: with business columns alone, in any order. */
export function scd2Intake(entity: Entity, table: Table, mode: Scd2Mode): Intake {
  const { id: entityId, keys } = entity;
  const scd2 = settingsOf(entity);
  const columns = table.columns && businessColumns(table.columns, scd2);
  const { adapt, columnsAfter, mismatch } = columnFit(entity, columns);
  const { isDeletion, unmarked } = deletion(entityId, columns, mode);
  const told = new Map<string, Map<string, ToldOnce>>();
  const take = (given: Row, number: number) => {
    const deletes = isDeletion(given);
    const plain = unmarked(given);
    const row = copyRow(deletes ? plain : adapt(plain, number));
    const key = keyFor(row, number, { entityId, keys });
    const at = timeOf(row, number, entityId, scd2);
    const ofKey = told.get(key) ?? new Map<string, ToldOnce>();
    told.set(key, ofKey);
    add(ofKey, { at, row: deletes ? undefined : row, key: row }, () => twice(row, entity, scd2));
  };
  return {
    take,
    apply: (now) => ({
      ...keepStates(now, told, { entity, scd2 }),
      columns: columnsAfter(now.columns),
    }),
    mismatch,
  };
}

type ToldOnce = Told extends ReadonlyMap<string, infer One> ? One : never;

function add(
  ofKey: Map<string, ToldOnce>,
  news: Observed & { readonly key: Row },
  refusal: () => Error,
): void {
  const text = timeText(news.at);
  const before = ofKey.get(text);
  if (before && !isSame(before, news)) throw refusal();
  ofKey.set(text, before ?? news);
}

function timeOf(row: Row, number: number, entityId: string, { sequence }: Scd2): unknown {
  const at = row[sequence] ?? null;
  if (hasOrder(at)) return at;
  const expected = `${entityId}: row ${number}: expected a time or a number in ${sequence}`;
  const errorClass = at === null ? 'null_key' : 'invalid';
  throw new EngineError(errorClass, `${expected}, got ${received(at)}`, { entityId });
}

function settingsOf({ id: entityId, keys, scd2 }: Entity): Scd2 {
  if (scd2 && keys.length > 0) return scd2;
  const expected = scd2 ? 'keys, as states are told apart by them' : 'an entity that says how (scd2)';
  throw new EngineError('invalid', `${entityId}: expected ${expected}, got none`, { entityId });
}

function businessColumns(columns: Columns, { validFrom, validTo, isCurrent }: Scd2): Columns {
  const { [validFrom]: _from, [validTo]: _to, [isCurrent]: _is, ...others } = columns;
  return others;
}
