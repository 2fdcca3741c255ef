import type { Engine } from '../data/engine.ts';
import { engineJournal } from '../execution/journal/engineJournal.ts';
import type { Journal } from '../execution/journal/journal.ts';
import { memoryJournal } from '../execution/journal/memoryJournal.ts';
import { IN_MEMORY } from './engineFor.ts';
import type { ProjectSettings } from './projectSettings.ts';

/** A journal, and whether what it keeps is there after the process has ended. */
export interface ProjectJournal {
  readonly journal: Journal;
  readonly lasts: boolean;
}

/**
 * The journal of a project: its own, else one beside the rows of its engine, and where that is nobody's, one that
 * lasts as long as the process. What the engine of a project keeps is the project's affair, and counts as lasting.
 */
export function journalFor(
  { journal, engine: given, database }: ProjectSettings,
  engine: Engine,
): ProjectJournal {
  if (journal) return { journal, lasts: true };
  if (given === undefined && database === undefined) return { journal: memoryJournal(), lasts: false };
  return { journal: engineJournal(engine), lasts: engine.name !== 'memory' && database !== IN_MEMORY };
}
