import { entity } from 'rekindle';

const user = { id: 'integer', city: 'varchar' } as const;

/** What is fed; stores are what clicks are joined with. */
export const clicks = entity('src.clicks', {
  schema: { id: 'integer', store: 'integer', amount: 'integer' },
});
export const users = entity('src.users', { schema: user, keys: ['id'] });
export const shops = entity('src.stores', {
  schema: { store: 'integer', name: 'varchar', revision: 'integer' },
  keys: ['store'],
});
/** Holds the rows of the last batch that came from outside. */
export const ticks = entity('src.ticks', { schema: { id: 'integer', number: 'integer' } });

/** What streams make of it. */
export const joinedClicks = entity('live.clicks', {
  schema: { id: 'integer', name: 'varchar', amount: 'integer', revision: 'integer', life: 'integer' },
});
export const liveUsers = entity('live.users', { schema: user, keys: ['id'] });
export const liveTicks = entity('live.ticks', { schema: { id: 'integer', number: 'integer' } });
