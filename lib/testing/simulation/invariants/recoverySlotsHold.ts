import { ledgerOf, type MakeInvariant } from '../invariant.ts';

/** No more queries recover at once than may; who has started, failed or was stopped gives its place back. */
export const recoverySlotsHold: MakeInvariant = (host, { exercised, violated }) => {
  const { settings, slots, holds, elapsed } = host;
  return {
    look: () => {
      const taken = settings.recoveringAtOnce - slots.free;
      if (taken > 0) exercised();
      if (slots.free < 0) violated(`${taken} places are taken, and there are ${settings.recoveringAtOnce}`);
      if (taken !== holds.size - slots.waiting)
        violated(`${taken} places are taken, of which ${holds.size - slots.waiting} are anybody's`);
      for (const { queryId, since } of holds) {
        if (since === undefined) continue;
        const { status, heardAt, heard } = ledgerOf(host, queryId);
        if (elapsed() - since > settings.holdFor)
          violated('it keeps its place for longer than it may', queryId);
        if (heard !== 'nothing' && status.state === 'running' && heardAt > since)
          violated('it has made progress, and keeps its place', queryId);
      }
    },
    end: () => {
      if (slots.free !== settings.recoveringAtOnce || slots.waiting > 0)
        violated(`everything is over, and ${settings.recoveringAtOnce - slots.free} places are taken`);
    },
  };
};
