import { describe, expect, it } from '@jest/globals';
import { explore } from '../../lib/testing/explore.ts';
import { SupervisedWorld } from './support/supervisedWorld.ts';
import { actions, ends, fingerprint, holds, show } from './support/supervisionChecks.ts';

describe('supervision', () => {
  it('holds', () => {
    const t = performance.now();
    const found = explore({
      start: () => new SupervisedWorld(),
      actions,
      depth: Number(process.env['DEPTH'] ?? 4),
      check: holds,
      ...{ends,
      fingerprint,
      show},
    });
    console.log(found, performance.now() - t);
    expect(found.states).toBeGreaterThan(1);
  });
});
