import { below, chanceOf, oneOf } from '../running/chance.ts';

/** A row of the orders that are fed; one that is gone is deleted. */
export interface OrderFed {
  readonly id: number;
  readonly region: string;
  readonly amount: number;
  readonly at: number;
  readonly gone: boolean;
}

export interface EventFed {
  readonly id: number;
  readonly kind: string;
  readonly at: number;
}

/** How many feeds there are up to a step: some steps have two. */
export const feedsUpTo = (step: number): number => step + Math.floor(step / 3);

/** The orders of a feed, counted from 1; each feed changes something. */
export function ordersOf(seed: number, feed: number): readonly OrderFed[] {
  const chance = chanceOf('orders', seed, feed);
  const ids = new Set(Array.from({ length: 3 + below(8, chance) }, () => below(40, chance)));
  return [...ids].map((id, i) => ({
    id,
    region: oneOf(['north', 'east', 'south', 'west'], chance),
    amount: feed * 100 + below(100, chance),
    at: feed,
    gone: i > 0 && chance() < 0.25,
  }));
}

/** The events of a feed; now and then there are many, so that taking them in takes a while. */
export function eventsOf(seed: number, feed: number): readonly EventFed[] {
  const chance = chanceOf('events', seed, feed);
  const count = feed % 5 === 0 ? 1_000 : 1 + below(20, chance);
  return Array.from({ length: count }, (_, i) => ({
    id: feed * 10_000 + i,
    kind: oneOf(['seen', 'paid', 'sent'], chance),
    at: feed,
  }));
}
