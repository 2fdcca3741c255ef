import { describe, expect, it, jest } from '@jest/globals';
import { abortGroup } from '../../operators/abortGroup.ts';
import { CancelledError } from '../../operators/cancelledError.ts';

const member = () => ({ abort: jest.fn() });

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
    const one = { abort: jest.fn(() => group.add(late)) };
    const other = { abort: jest.fn(() => group.delete(one)) };
    group.add(one);
    group.add(other);
    group.abort('reason');
    expect([one, other, late].map(({ abort }) => abort.mock.calls.length)).toEqual([1, 1, 1]);
  });
});
