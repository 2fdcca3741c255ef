import type { Engine } from '../data/engine.ts';
import type { Journal } from '../execution/journal/journal.ts';
import { memoryJournal } from '../execution/journal/memoryJournal.ts';
import type { ProjectSettings } from './projectSettings.ts';

/** A journal, and whether what it keeps is there after the process has ended. */
export interface ProjectJournal {
  readonly journal: Journal;
  readonly lasts: boolean;
}

/** The journal of a project: its own, or else one that lasts as long as the process. */
export function journalFor({ journal }: ProjectSettings, _engine: Engine): ProjectJournal {
  return journal ? { journal, lasts: true } : { journal: memoryJournal(), lasts: false };
}
