import type { InvariantName, MakeInvariant } from './invariant.ts';
import { changesAreAnswered } from './invariants/changesAreAnswered.ts';
import { dimensionsAreFresh } from './invariants/dimensionsAreFresh.ts';
import { endsAreNoticed } from './invariants/endsAreNoticed.ts';
import { exhaustedStays } from './invariants/exhaustedStays.ts';
import { nothingLeaks } from './invariants/nothingLeaks.ts';
import { observersHarmNobody } from './invariants/observersHarmNobody.ts';
import { oneEpochCommits } from './invariants/oneEpochCommits.ts';
import { queriesLive } from './invariants/queriesLive.ts';
import { recoverySlotsHold } from './invariants/recoverySlotsHold.ts';
import { restartSlotsHold } from './invariants/restartSlotsHold.ts';
import { retriesAreExact } from './invariants/retriesAreExact.ts';
import { signalsWithoutGaps } from './invariants/signalsWithoutGaps.ts';
import { startsHaveCauses } from './invariants/startsHaveCauses.ts';
import { stopsAreKept } from './invariants/stopsAreKept.ts';

/** What must hold of the streams in every simulation. */
export const invariants = {
  queries_live: queriesLive,
  ends_are_noticed: endsAreNoticed,
  recovery_slots: recoverySlotsHold,
  restart_slots: restartSlotsHold,
  one_epoch_commits: oneEpochCommits,
  retries_are_exact: retriesAreExact,
  exhausted_stays: exhaustedStays,
  stops_are_kept: stopsAreKept,
  starts_have_causes: startsHaveCauses,
  changes_are_answered: changesAreAnswered,
  dimensions_are_fresh: dimensionsAreFresh,
  signals_without_gaps: signalsWithoutGaps,
  observers_harm_nobody: observersHarmNobody,
  nothing_leaks: nothingLeaks,
} satisfies Readonly<Record<Exclude<InvariantName, 'pipes_end_once'>, MakeInvariant>>;
