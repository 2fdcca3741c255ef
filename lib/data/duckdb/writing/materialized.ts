import type { Session } from '../connection/session.ts';
import { quoted } from '../tables/quoted.ts';
import type { Incoming } from './incoming.ts';
import { QUERIED } from './writeSession.ts';

/** Rows as a table of their own, in which each has its number; and how to let go of it. */
export async function materialized(
  session: Session,
  incoming: Incoming,
): Promise<{ readonly incoming: Incoming; readonly drop: () => Promise<void> }> {
  if (incoming.rows !== undefined) return { incoming, drop: async () => {} };
  const table = `temp.main.${quoted(QUERIED)}`;
  const { rowsChanged } = await session.run(
    `create or replace temp table ${quoted(QUERIED)} as select * from ${incoming.from} s`,
    incoming.parameters,
  );
  return {
    incoming: { ...incoming, from: table, parameters: [], rows: rowsChanged },
    drop: async () => {
      await session.run(`drop table ${table}`);
    },
  };
}
