import { describe } from '@jest/globals';
import { memoryJournal } from '../../lib/execution/journal/memoryJournal.ts';
import { journalCases } from './support/journalCases.ts';

describe('memoryJournal', () => journalCases(memoryJournal));
