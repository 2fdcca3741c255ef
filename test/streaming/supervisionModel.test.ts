import { describe, expect, it } from '@jest/globals';
import { explore } from '../../lib/testing/explore.ts';
import { actions, agrees, atMostOneMayCommit, fingerprint, SupervisedWorld, show } from './support/supervisedWorld.ts';

describe('supervision', () => {
  it('holds', () => {
    const t = performance.now();
    const found = explore({
      start: () => new SupervisedWorld(),
      actions,
      depth: Number(process.env['DEPTH'] ?? 4),
      check: (world) => {
        atMostOneMayCommit(world);
        agrees(world);
      },
      fingerprint,
      show,
      ends: { leave: (world) => world.leave() },
    });
    console.log(found, performance.now() - t);
    expect(found.states).toBeGreaterThan(1);
  });
});
