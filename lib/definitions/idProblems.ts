import { type Problem, problem } from './problem.ts';
import { received } from './received.ts';

const WELL_FORMED = /^[A-Za-z_][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*$/;

/**
 * What is wrong with an id, if anything: it has segments of letters, digits, `_` and `-`, with dots
 * between them, and begins with a letter or `_`. Upper and lower case are different letters.
 */
export function idProblems(id: unknown): readonly Problem[] {
  if (isId(id)) return [];
  const expected = 'segments of letters, digits, "_" and "-", with dots between, that begin with a letter';
  const culprit = typeof id === 'string' && id !== '' ? id : 'id';
  return [problem(culprit, `expected an id of ${expected}, got ${received(id)}`, respelt(id))];
}

/** Whether a value is a well-formed id. */
export const isId = (id: unknown): id is string => typeof id === 'string' && WELL_FORMED.test(id);

function respelt(id: unknown): string | undefined {
  if (typeof id !== 'string') return undefined;
  const segments = id.split(/[./:\\]+/).map((segment) => segment.trim().replace(/[^A-Za-z0-9_-]+/g, '_'));
  const proposal = segments.filter((segment) => /[A-Za-z0-9]/.test(segment)).join('.');
  return isId(proposal) ? proposal : undefined;
}
