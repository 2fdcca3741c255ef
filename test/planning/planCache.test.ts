import { describe, expect, it } from '@jest/globals';
import { batch } from '../../lib/planning/batch.ts';
import { configured } from '../../lib/planning/configured.ts';
import { planCache } from '../../lib/planning/planCache.ts';
import { streaming } from '../../lib/planning/streaming.ts';
import { wired } from './support/wired.ts';

describe('planCache', () => {
  //  a ──> b ──> c
  const lines = ['a', 'b: a', 'c: b'];

  it('gives the same plan back, whatever the order of the ids', () => {
    const planned = planCache();
    const first = planned(wired(...lines), ['a', 'b']);
    const second = planned(wired(...lines), new Set(['b', 'a', 'b']));

    expect([first.fromCache, second.fromCache]).toEqual([false, true]);
    expect(second.plan).toBe(first.plan);
  });

  it('takes all pipes for the same request as naming each', () => {
    const planned = planCache();
    planned(wired(...lines));

    expect(planned(wired(...lines), ['a', 'b', 'c']).fromCache).toBe(true);
  });

  it.each([
    ['another input', ['a', 'b: a x', 'c: b']],
    ['another output', ['a', 'b: a -> y', 'c: b']],
    ['no output', ['a', 'b: a -> -', 'c: b']],
    ['another mode', ['a', 'b: a | stream', 'c: b']],
    ['another tag', ['a', 'b: a | tier=gold', 'c: b']],
    ['another place', ['b: a', 'a', 'c: b']],
    ['another pipe', ['a', 'b: a', 'c: b', 'd']],
  ])('plans anew where a pipe has %s', (_, changed) => {
    const planned = planCache();
    planned(wired(...lines));

    expect(planned(wired(...changed)).fromCache).toBe(false);
    expect(planned(wired(...lines)).fromCache).toBe(true);
  });

  it('does not care for pipes that are not requested, unless they break a path', () => {
    const planned = planCache();
    planned(wired(...lines), ['a', 'c']);

    expect(planned(wired(...lines, 'd: c'), ['a', 'c']).fromCache).toBe(true);
    expect(planned(wired('a', 'b', 'c: b'), ['a', 'c'])).toMatchObject({
      fromCache: false,
      plan: { warnings: [] },
    });
  });

  it('plans anew for another strategy, and for other advice', () => {
    const planned = planCache();
    const wiring = wired(...lines);
    planned(wiring);

    expect(planned(wiring, undefined, { strategy: streaming }).fromCache).toBe(false);
    expect(planned(wiring, undefined, { cache: { level: 'DISK' } }).fromCache).toBe(false);
    expect(planned(wiring, undefined, { strategy: batch }).fromCache).toBe(true);
  });

  it('knows strategies by their keys', () => {
    const planned = planCache();
    const wiring = wired(...lines);
    planned(wiring, undefined, { strategy: configured('mode') });

    expect(planned(wiring, undefined, { strategy: configured('mode') }).fromCache).toBe(true);
    expect(planned(wiring, undefined, { strategy: configured('run') }).fromCache).toBe(false);
  });

  it('forgets the plan that was not asked for longest', () => {
    const planned = planCache({ max: 2 });
    const wiring = wired(...lines);
    const fromCache = (id: string) => planned(wiring, [id]).fromCache;

    expect(['a', 'b', 'a', 'c', 'a', 'b'].map(fromCache)).toEqual([false, false, true, false, true, false]);
  });

  it('keeps nothing of a request that is refused', () => {
    const planned = planCache();
    const circle = wired('a: b', 'b: a');

    expect(() => planned(circle)).toThrow('circle');
    expect(() => planned(circle)).toThrow('circle');
  });
});
