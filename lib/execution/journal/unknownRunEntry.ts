import type { JournalEntry } from './journal.ts';

/** Why an entry is refused whose run is not known: it was never begun, or is forgotten. */
export const unknownRunEntry = ({ kind, runId }: JournalEntry): Error =>
  new Error(`expected ${kind} of a run that the journal knows, got one of ${runId}`);
