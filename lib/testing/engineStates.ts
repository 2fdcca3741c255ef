import type { Engine } from '../data/engine.ts';
import type { WriteSource, Written } from '../data/write.ts';
import type { Scd2Mode } from '../data/writeMode.ts';
import type { Entity } from '../definitions/entity.ts';
import type { Row } from '../definitions/frame.ts';
import { rowsOf, write } from './engineChecks.ts';

/** A row as it is written: what a key was like from a time on. */
export const seen = (id: string | null, name: string | null, at: number | null) => ({ id, name, at });

/** A row as it is kept: the same, with the time from which and until which it held. */
export const state = (id: string, name: string | null, at: number, until: number | null = null) => ({
  ...seen(id, name, at),
  valid_from: at,
  valid_to: until,
  is_current: until === null,
});

/** Ends a key where the marker `gone` says so. */
export const ending: Scd2Mode = {
  mode: 'scd2',
  deleteWhen: { op: '=', column: 'gone', value: true },
  markers: ['gone'],
};

/** What ends a key; it needs no more than its key and a time. */
export const ends = (id: string, at: number) => ({ id, at, gone: true });

/** Writes what keys were like. */
export function observe(
  engine: Engine,
  entity: Entity,
  source: WriteSource,
  mode: Scd2Mode = { mode: 'scd2' },
): Promise<Written> {
  return write(engine, entity, source, mode);
}

/** All states that are kept, by id and time. */
export async function statesOf(engine: Engine, entity: Entity): Promise<Row[]> {
  const rows = await rowsOf(engine, entity);
  return rows.sort((a, b) => compare(a['id'], b['id']) || Number(a['at']) - Number(b['at']));
}

const compare = (a: unknown, b: unknown) => (String(a) < String(b) ? -1 : Number(String(a) > String(b)));
