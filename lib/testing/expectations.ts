import { MarbleMismatchError } from './marbleMismatchError.ts';
import type { Mismatch } from './mismatch.ts';

/** Looks at what was received, once virtual time has come to an end. */
export type Check = () => Mismatch | undefined;

/** The expectations of one marble test. */
export interface Expectations {
  /** Begins an expectation; the function given back completes it. */
  begin(what: string): (check: Check) => void;
  /** Refuses expectations that were begun and not completed. */
  refuseUnfinished(): void;
  /** Makes the checks that are due; throws the first mismatch and counts the others. */
  settle(): void;
}

/** Keeps the expectations of one marble test until virtual time has come to an end. */
export function createExpectations(): Expectations {
  const unfinished = new Set<{ what: string; site: Site }>();
  let due: { check: Check; site: Site }[] = [];
  return {
    begin(what) {
      const entry = { what, site: callSite() };
      unfinished.add(entry);
      return (check) => {
        unfinished.delete(entry);
        due.push({ check, site: callSite() });
      };
    },
    refuseUnfinished() {
      for (const { what, site } of unfinished) throw at(site, new TypeError(what));
    },
    settle() {
      const checks = due;
      due = [];
      const found = checks.flatMap(({ check, site }) => {
        const mismatch = check();
        return mismatch ? [{ mismatch, site }] : [];
      });
      const [first] = found;
      if (first) throw at(first.site, new MarbleMismatchError(first.mismatch, found.length - 1));
    },
  };
}

interface Site {
  readonly frames: readonly string[];
}

/** Where the test made the call; two frames up is the helper, three is the test. */
function callSite(): Site {
  return { frames: (new Error().stack ?? '').split('\n').slice(4) };
}

/** Runners show the line an error comes from: the expectation tells more than the end of virtual time. */
function at<E extends Error>({ frames }: Site, error: E): E {
  error.stack = [`${error.name}: ${error.message}`, ...frames].join('\n');
  return error;
}
