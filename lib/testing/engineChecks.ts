import { lastValueFrom, type Observable, Subject, takeUntil, timeout, toArray } from 'rxjs';
import type { Engine } from '../data/engine.ts';
import { EngineError, type EngineErrorClass } from '../data/engineError.ts';
import type { Slice } from '../data/slice.ts';
import type { WriteOptions, WriteSource, Written } from '../data/write.ts';
import type { WriteMode } from '../data/writeMode.ts';
import type { Entity } from '../definitions/entity.ts';
import type { Row, RowsOptions } from '../definitions/frame.ts';
import { differences } from './differences.ts';
import { EngineCaseError } from './engineCase.ts';
import { showValue } from './showValue.ts';

/** Rows of the suite are plain: texts, numbers, nulls. */
export interface Order extends Row {
  readonly id: string | null;
  readonly name?: string | null;
  readonly amount?: number | null;
}

/** Orders with consecutive ids, which sort as texts like their numbers. */
export function someOrders(count: number, from = 0): Order[] {
  return Array.from({ length: count }, (_, i) => order(from + i));
}

export function order(number: number, amount: number | null = number): Order {
  return { id: `o${String(number).padStart(6, '0')}`, name: `order ${number}`, amount };
}

/** All that an observable emits; one that does not end in time fails. */
export function allOf<T>(source: Observable<T>): Promise<T[]> {
  const late = () => {
    throw new EngineCaseError(`expected something to happen within ${PATIENCE} ms, got silence`);
  };
  return lastValueFrom(source.pipe(timeout({ each: PATIENCE, with: late }), toArray()));
}

const PATIENCE = 20_000;

/** All that an observable emits that is listened to while something else is done; what fails leaves it. */
export async function allDuring<T>(source: Observable<T>, meanwhile: () => Promise<void>): Promise<T[]> {
  const end = new Subject<void>();
  const running = allOf(source.pipe(takeUntil(end)));
  // It is waited for below; until then a runner would take its failure for one that nobody minds.
  running.catch(() => undefined);
  try {
    await meanwhile();
    return await running;
  } finally {
    end.next();
  }
}

/** The single thing that an observable emits. */
export async function oneOf<T>(source: Observable<T>): Promise<T> {
  const values = await allOf(source);
  const [first] = values;
  if (values.length === 1) return first as T;
  throw new EngineCaseError(`expected one emission, got ${values.length}`);
}

/** The rows of an entity, by id; engines promise no order. */
export async function rowsOf(
  engine: Engine,
  entity: Entity,
  slice?: Slice,
  options?: RowsOptions,
): Promise<Row[]> {
  return byId((await allOf(engine.read(entity, slice).rows(options))).flat());
}

export function byId(rows: readonly Row[]): Row[] {
  return [...rows].sort((a, b) => String(a['id']).localeCompare(String(b['id'])));
}

/** Rows with `null` in the columns that they leave out, which is the same. */
export function filled(rows: readonly Row[], columns: readonly string[]): Row[] {
  const nothing = Object.fromEntries(columns.map((column) => [column, null]));
  return rows.map((row) => ({ ...nothing, ...row }));
}

/** Writes in a mode, and gives the result, which must come once and last. */
export async function write(
  engine: Engine,
  entity: Entity,
  source: WriteSource,
  mode: WriteMode = { mode: 'append' },
  options: WriteOptions = {},
): Promise<Written> {
  const events = await allOf(engine.write(entity, source, mode, options));
  const results = events.filter((event) => event.kind === 'written');
  const last = events.at(-1);
  if (results.length === 1 && last?.kind === 'written') return last;
  throw new EngineCaseError(`expected one written event, the last, got ${showValue(events.slice(-5))}`);
}

/** Fails with the first place at which two values differ. */
export function same(what: string, received: unknown, expected: unknown): void {
  const { value } = differences(expected, received).next();
  if (!value) return;
  const at = value.path === '' ? '' : ` at ${value.path}`;
  const [wanted, got] = [showValue(value.expected), showValue(value.received)];
  throw new EngineCaseError(`${what}${at}: expected ${wanted}, got ${got}`);
}

/** Fails unless something is so. */
export function holds(what: string, isSo: boolean): void {
  if (!isSo) throw new EngineCaseError(`expected ${what}, which is not so`);
}

/** Fails unless a write did so much; what a merge did is compared where the engine counts it. */
export function counted({ capabilities }: Engine, written: Written, of: readonly number[]): void {
  const { mode, rowsWritten, inserted, updated, deleted } = written;
  const isMerge = mode === 'merge' || mode === 'scd2';
  const exact = capabilities.exactMergeCounts || !isMerge;
  const expected = exact ? of : [of[0], undefined, undefined, undefined];
  same('[rowsWritten, inserted, updated, deleted]', [rowsWritten, inserted, updated, deleted], expected);
}

/** Fails unless the observable errors with an `EngineError` of the class, which is given back. */
export async function refused(
  what: string,
  source: Observable<unknown>,
  errorClass: EngineErrorClass,
): Promise<EngineError> {
  const error = await failureOf(what, source);
  if (error instanceof EngineError && error.errorClass === errorClass) return error;
  const got = error instanceof EngineError ? `${error.errorClass}: ${error.message}` : showValue(error);
  throw new EngineCaseError(`${what}: expected an EngineError ${errorClass}, got ${got}`);
}

/** What an observable errors with. */
export async function failureOf(what: string, source: Observable<unknown>): Promise<unknown> {
  const outcome = await allOf(source).then(
    (values) => ({ values }),
    (error: unknown) => ({ error }),
  );
  if ('error' in outcome) return outcome.error;
  throw new EngineCaseError(`${what}: expected an error, got ${showValue(outcome.values.slice(0, 3))}`);
}
