import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Plan } from '../../lib/planning/plan.ts';
import { planDiff } from '../../lib/planning/planDiff.ts';
import { renderPlanDiff } from '../../lib/planning/renderPlanDiff.ts';
import { planFor } from './support/planFor.ts';
import { wire } from './support/wire.ts';

// before:  orders ──> facts ──> revenue        after:  orders ──> clean ──> facts ──> revenue
//          old                                         clicks (now a stream) ──────────^
//          clicks
const before = planFor(wire({ orders: [], old: [], clicks: [], facts: ['orders'], revenue: ['facts'] }));
const after = planFor(
  wire({
    orders: [],
    clicks: { mode: 'stream' },
    clean: { reads: ['orders'], writes: 'tidy' },
    facts: ['tidy'],
    revenue: ['facts', 'clicks'],
  }),
);

describe('planDiff', () => {
  it('tells what has become of each pipe', () => {
    const first = { from: 'orders', to: 'facts', entityId: 'orders' };
    const tidied = { from: 'orders', to: 'clean', entityId: 'orders' };
    const tidy = { from: 'clean', to: 'facts', entityId: 'tidy' };
    const clicked = { from: 'clicks', to: 'revenue', entityId: 'clicks' };
    expect(planDiff(before, after)).toEqual({
      isEmpty: false,
      added: ['clean'],
      removed: ['old'],
      moved: [
        { pipeId: 'facts', from: 1, to: 2 },
        { pipeId: 'revenue', from: 2, to: 3 },
      ],
      rewired: [
        { pipeId: 'clicks', gained: [clicked], lost: [] },
        { pipeId: 'facts', gained: [tidy], lost: [first] },
        { pipeId: 'orders', gained: [tidied], lost: [first] },
        { pipeId: 'revenue', gained: [clicked], lost: [] },
      ],
      modeChanged: [{ pipeId: 'clicks', from: 'batch', to: 'stream' }],
    });
  });

  it('is plain data that nobody changes', () => {
    const diff = planDiff(before, after);
    expect(JSON.parse(JSON.stringify(diff))).toEqual(diff);
    expect(Object.isFrozen(diff) && Object.isFrozen(diff.rewired[0]?.gained)).toBe(true);
  });

  /** Pipes that read some of those before them. */
  const plans: fc.Arbitrary<Plan> = fc
    .array(fc.tuple(fc.boolean(), fc.boolean(), fc.subarray([0, 1, 2, 3, 4, 5])), { maxLength: 6 })
    .map((pipes) =>
      planFor(
        wire(
          Object.fromEntries(
            pipes.flatMap(([isThere, streams, reads], i) => {
              const mode = streams ? 'stream' : 'batch';
              const ids = reads.filter((read) => read < i).map((read) => `p${read}`);
              return isThere ? [[`p${i}`, { mode, reads: ids } as const]] : [];
            }),
          ),
        ),
      ),
    );

  it('finds nothing between a plan and itself', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        expect(planDiff(plan, plan).isEmpty).toBe(true);
        expect(renderPlanDiff(planDiff(plan, plan))).toBe('no changes');
      }),
    );
  });

  it('leads from the pipes of one to those of the other', () => {
    fc.assert(
      fc.property(plans, plans, (one, other) => {
        const { added, removed } = planDiff(one, other);
        const ids = [...one.pipeIds.filter((id) => !removed.includes(id)), ...added];
        expect(new Set(ids)).toEqual(new Set(other.pipeIds));
      }),
    );
  });

  it('is mirrored by the way back', () => {
    fc.assert(
      fc.property(plans, plans, (one, other) => {
        const back = planDiff(other, one);
        const mirrored = <T>(changes: readonly { pipeId: string; from: T; to: T }[]) =>
          changes.map(({ pipeId, from, to }) => ({ pipeId, from: to, to: from }));
        expect(planDiff(one, other)).toEqual({
          isEmpty: back.isEmpty,
          added: back.removed,
          removed: back.added,
          moved: mirrored(back.moved),
          modeChanged: mirrored(back.modeChanged),
          rewired: back.rewired.map(({ pipeId, gained, lost }) => ({ pipeId, gained: lost, lost: gained })),
        });
      }),
    );
  });
});

describe('renderPlanDiff', () => {
  it('writes a line for each pipe and below it its edges', () => {
    expect(renderPlanDiff(planDiff(before, after)).split('\n')).toEqual([
      '+ clean',
      '- old',
      '~ clicks: batch -> stream',
      '    + to revenue',
      '~ facts: generation 1 -> 2',
      '    + from clean (tidy)',
      '    - from orders',
      '~ orders: rewired',
      '    + to clean',
      '    - to facts',
      '~ revenue: generation 2 -> 3',
      '    + from clicks',
    ]);
  });
});
