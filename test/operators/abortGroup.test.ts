import { describe, expect, it, jest } from '@jest/globals';
import { abortGroup } from '../../operators/abortGroup.ts';
import { CancelledError } from '../../operators/cancelledError.ts';

const member = () => ({ place: -1, abort: jest.fn() });

describe('abortGroup', () => {
  it('aborts all its members once, for one reason', () => {
    const group = abortGroup();
    const [one, other] = [member(), member()];
    group.add(one);
    group.add(other);
    group.abort('reason');
    group.abort('another');
    expect([one.abort.mock.calls, other.abort.mock.calls]).toEqual([[['reason']], [['reason']]]);
  });

  it('keeps those who stay, whoever leaves', () => {
    const group = abortGroup();
    const all = Array.from({ length: 5 }, member);
    for (const one of all) group.add(one);
    for (const place of [1, 4, 0]) group.delete(all[place] ?? member());
    group.delete(all[1] ?? member());
    group.abort('reason');
    expect(all.map(({ abort }) => abort.mock.calls.length)).toEqual([0, 0, 1, 1, 0]);
  });

  it('gives a CancelledError as the reason unless told otherwise', () => {
    const group = abortGroup();
    const one = member();
    group.add(one);
    group.abort();
    expect(one.abort).toHaveBeenCalledWith(new CancelledError());
  });

  it('leaves alone who has ended by itself', () => {
    const group = abortGroup();
    const one = member();
    group.add(one);
    group.delete(one);
    group.abort();
    expect(one.abort).not.toHaveBeenCalled();
  });

  it('aborts at once who comes late', () => {
    const group = abortGroup();
    expect(group.aborted).toBe(false);
    group.abort('reason');
    expect(group.aborted).toBe(true);
    const late = member();
    group.add(late);
    expect(late.abort.mock.calls).toEqual([['reason']]);
  });

  it('bears members that come and go while it is being aborted', () => {
    const group = abortGroup();
    const late = member();
    const one = { place: -1, abort: jest.fn(() => group.add(late)) };
    const other = { place: -1, abort: jest.fn(() => group.delete(one)) };
    group.add(one);
    group.add(other);
    group.abort('reason');
    expect([one, other, late].map(({ abort }) => abort.mock.calls.length)).toEqual([1, 1, 1]);
  });
});
