import { pipe, sql } from 'rekindle';
import { clicks, joinedClicks, liveTicks, liveUsers, shops, ticks, users } from './tables.ts';

/** The pipes, as one process runs them: what it makes of clicks says which process it was. */
export const pipesOf = (life: number) => ({
  clicks: pipe('clicks', {
    inputs: [clicks, shops],
    output: joinedClicks,
    mode: 'both',
    run: ({ src_clicks, src_stores }) => sql`
      select c.id, s.name, c.amount, s.revision, ${life}::integer as life
      from ${src_clicks} c join ${src_stores} s using (store)`,
  }),
  users: pipe('users', {
    inputs: [users],
    output: liveUsers,
    mode: 'both',
    run: ({ src_users }) => sql`select * from ${src_users}`,
  }),
  ticks: pipe('ticks', {
    inputs: [ticks],
    output: liveTicks,
    mode: 'both',
    run: ({ src_ticks }) => src_ticks.rows(),
  }),
});
