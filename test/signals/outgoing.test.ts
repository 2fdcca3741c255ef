import { describe, expect, it } from '@jest/globals';
import { outgoing } from '../../lib/signals/outgoing.ts';
import { SignalEvent } from '../../lib/signals/signalEvent.ts';

const event = (payload: unknown, causedBy?: number) =>
  new SignalEvent('shop.order_seen', payload, 7, 0, 'run-1', causedBy);
const envelope = {
  signal: 'shop.order_seen',
  sequence: 7,
  timestamp: '1970-01-01T00:00:00.000Z',
  operationId: 'run-1',
};

describe('outgoing', () => {
  it('puts envelope and payload side by side', () => {
    expect(outgoing(event({ orderId: 'a' }, 3))).toEqual({ ...envelope, causedBy: 3, orderId: 'a' });
  });

  it('leaves secrets behind', () => {
    expect(outgoing(event({ token: 'x', url: 'https://a:b@c/d' }))).toEqual({
      ...envelope,
      token: '[redacted]',
      url: 'https://[redacted]@c/d',
    });
  });

  it('does not take a field of the payload for the cause', () => {
    expect(outgoing(event({ causedBy: { token: 'x' } }))).toEqual({
      ...envelope,
      payload_causedBy: { token: '[redacted]' },
    });
  });

  it('cuts what is too big, and keeps the envelope', () => {
    const wide = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`field${i}`, i]));
    const out = outgoing(event(wide));
    expect(out).toMatchObject(envelope);
    expect(out['…']).toBe('[cut: 9744 more fields]');
    expect(outgoing(event(wide), { limit: 40 })).toMatchObject({
      ...envelope,
      payload: expect.stringMatching(/^\[cut: \d+ bytes\]$/),
    });
  });
});
