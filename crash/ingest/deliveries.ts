import { below, chanceOf, oneOf } from '../running/chance.ts';

/** A file that is delivered, and what is to become of it. */
export interface Delivery {
  readonly number: number;
  readonly of: 'orders' | 'users';
  /** Beneath the root of the storage. */
  readonly path: string;
  readonly content: string;
  /** Nothing of a bad file is to be in. */
  readonly isBad: boolean;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** The lines that do not fit. */
  readonly rejected: readonly number[];
}

/** Where files are delivered to. */
export const LANDING = 'landing';
/** The most rows that may not fit before their file is bad. */
export const REJECTS_AT_MOST = 3;

/** The file with a number, counted from 1. */
export function deliveryOf(seed: number, number: number): Delivery {
  const chance = chanceOf('delivery', seed, number);
  return chance() < 0.6 ? orders(number, chance) : users(number, chance);
}

/** Up to a number. */
export const deliveriesUpTo = (seed: number, number: number): readonly Delivery[] =>
  Array.from({ length: number }, (_, i) => deliveryOf(seed, i + 1));

function orders(number: number, chance: () => number): Delivery {
  const path = `${LANDING}/orders/orders_${number}.csv`;
  const kind = oneOf(
    ['good', 'good', 'good', 'rejects', 'rejects', 'many rejects', 'other columns'],
    chance,
  );
  const wrong = kind === 'rejects' ? 1 + below(REJECTS_AT_MOST, chance) : kind === 'many rejects' ? 5 : 0;
  const count = number % 9 === 0 ? 500 : 10 + below(10, chance);
  const all = Array.from({ length: count }, (_, i) => ({
    id: number * 10_000 + i,
    amount: below(900, chance),
  }));
  const isWrong = (i: number) => i % 2 === 1 && i < wrong * 2;
  const lines = all.map(({ id, amount }, i) => `${id},${isWrong(i) ? 'unknown' : amount}`);
  const header = kind === 'other columns' ? 'id,price' : 'id,amount';
  const isBad = kind === 'many rejects' || kind === 'other columns';
  return {
    ...{ number, of: 'orders', path, isBad, content: `${[header, ...lines].join('\n')}\n` },
    rows: isBad ? [] : all.filter((_, i) => !isWrong(i)).map((row) => ({ ...row, file: path })),
    rejected: isBad ? [] : all.flatMap((_, i) => (isWrong(i) ? [i + 2] : [])),
  };
}

/** A user is the same in whatever file, so that it does not matter which comes first. */
function users(number: number, chance: () => number): Delivery {
  const isBad = chance() < 0.2;
  const ids = [...new Set(Array.from({ length: 1 + below(6, chance) }, () => below(60, chance)))];
  const all = ids.map((id) => ({ id, name: `user ${id}` }));
  const lines = [...all.map((row) => JSON.stringify(row)), ...(isBad ? ['{ "id": '] : [])];
  const path = `${LANDING}/users/users_${number}.jsonl`;
  return {
    ...{ number, of: 'users', path, isBad, content: `${lines.join('\n')}\n` },
    ...{ rows: isBad ? [] : all, rejected: [] },
  };
}
