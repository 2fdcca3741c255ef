import { eventsOf, feedsUpTo, ordersOf } from './feeds.ts';

/** A row, with its columns in the order in which they are read. */
type Plain = object;

/** What is to be there after so many feeds, or steps, worked out without a database. */
export interface Model {
  readonly orders: (feeds: number) => readonly Plain[];
  readonly events: (feeds: number) => readonly Plain[];
  readonly states: (feeds: number) => readonly Plain[];
  readonly totals: (steps: number) => readonly Plain[];
  readonly regions: (steps: number) => readonly Plain[];
}

export function modelOf(seed: number): Model {
  const feeds = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
  const orders = (count: number): readonly Order[] => {
    const byId = new Map<number, Order>();
    for (const { gone, ...order } of feeds(count).flatMap((feed) => ordersOf(seed, feed)))
      if (gone) byId.delete(order.id);
      else byId.set(order.id, order);
    return [...byId.values()];
  };
  return {
    orders,
    events: (count) => feeds(count).flatMap((feed) => eventsOf(seed, feed)),
    states: (count) => {
      const told = feeds(count)
        .flatMap((feed) => ordersOf(seed, feed))
        .filter(({ gone }) => !gone);
      return told.map(({ gone: _, ...order }, i) => {
        const next = told.slice(i + 1).find(({ id }) => id === order.id);
        return { ...order, valid_from: order.at, valid_to: next?.at ?? null, is_current: !next };
      });
    },
    totals: (steps) => (steps === 0 ? [] : totalsOf(orders(feedsUpTo(steps)))),
    regions: (steps) => {
      const byRegion = new Map<string, readonly Order[]>();
      for (const step of feeds(steps))
        for (const [region, of] of grouped(orders(feedsUpTo(step)))) byRegion.set(region, of);
      return [...byRegion.values()].flat();
    },
  };
}

interface Order {
  readonly id: number;
  readonly region: string;
  readonly amount: number;
  readonly at: number;
}

function grouped(orders: readonly Order[]): ReadonlyMap<string, readonly Order[]> {
  const groups = new Map<string, Order[]>();
  for (const order of orders) groups.set(order.region, [...(groups.get(order.region) ?? []), order]);
  return groups;
}

const totalsOf = (orders: readonly Order[]) =>
  [...grouped(orders)].map(([region, of]) => ({
    region,
    orders: of.length,
    amount: of.reduce((sum, { amount }) => sum + amount, 0),
  }));
