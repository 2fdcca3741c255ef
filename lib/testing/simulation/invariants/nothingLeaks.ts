import { isOver } from '../../../streaming/queries/queryState.ts';
import type { MakeInvariant } from '../invariant.ts';

/** So many tasks of one query may wait at once, and so many of the rest. */
const OF_EACH = 12;
const OF_ALL = 24;

/** No more waits than there are things to wait for, and nothing once everything was stopped. */
export const nothingLeaks: MakeInvariant = ({ ledgers, waiting }, { exercised, violated }) => ({
  look: () => {
    if (waiting() > OF_ALL + OF_EACH * ledgers.size)
      violated(`${waiting()} tasks wait, of ${ledgers.size} queries`);
  },
  end: () => {
    exercised();
    if (waiting() > 0) violated(`everything was stopped, and ${waiting()} tasks wait`);
    for (const { queryId, status } of ledgers.values())
      if (!isOver(status)) violated(`everything was stopped, and it is ${status.state}`, queryId);
  },
});
