import { below, chanceOf } from '../running/chance.ts';

export interface ClickFed {
  readonly id: number;
  readonly store: number;
  readonly amount: number;
}

export interface UserFed {
  readonly id: number;
  readonly city: string;
  readonly gone: boolean;
}

export interface TickFed {
  readonly id: number;
  readonly number: number;
}

/** The shops that clicks are joined with; which revision they are in changes every few feeds. */
export const stores = (revision: number) =>
  ['one', 'two', 'three', 'four'].map((name, store) => ({ store, name, revision }));

export const revisionOf = (feed: number): number => Math.floor(feed / 6);

/** The clicks of a feed, counted from 1: mostly few, and now and then more than go into one batch. */
export function clicksOf(seed: number, feed: number): readonly ClickFed[] {
  const chance = chanceOf('clicks', seed, feed);
  const count = feed % 4 === 0 ? 30 : 1 + below(8, chance);
  return Array.from({ length: count }, (_, i) => ({
    id: feed * 1_000 + i,
    store: below(4, chance),
    amount: below(500, chance),
  }));
}

/** Users that came, moved or went; each feed changes something. */
export function usersOf(seed: number, feed: number): readonly UserFed[] {
  const chance = chanceOf('users', seed, feed);
  const ids = new Set(Array.from({ length: 2 + below(6, chance) }, () => below(25, chance)));
  return [...ids].map((id, i) => ({ id, city: `city ${feed}`, gone: i > 0 && chance() < 0.3 }));
}

/** What comes from outside under a number; sometimes nothing does. */
export function ticksOf(seed: number, number: number): readonly TickFed[] {
  const count = below(5, chanceOf('ticks', seed, number));
  return Array.from({ length: count }, (_, i) => ({ id: number * 100 + i, number }));
}

/** Of a user, the last that was told up to a feed. */
export function usersAfter(seed: number, feeds: number): readonly Omit<UserFed, 'gone'>[] {
  const byId = new Map<number, Omit<UserFed, 'gone'>>();
  for (let feed = 1; feed <= feeds; feed++)
    for (const { gone, ...user } of usersOf(seed, feed))
      if (gone) byId.delete(user.id);
      else byId.set(user.id, user);
  return [...byId.values()];
}
