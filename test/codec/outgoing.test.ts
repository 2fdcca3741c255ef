import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { looksSecret, redact } from '../../lib/codec/redact.ts';
import { truncate } from '../../lib/codec/truncate.ts';

describe('redact', () => {
  it.each([
    'password',
    'dbPassword',
    'PASSWD',
    'client_secret',
    'accessToken',
    'credentials',
    'Authorization',
    'api_key',
    'apiKey',
    'x-api-key',
    'connectionString',
    'connection_string',
  ])('hides the field %s', (key) => {
    expect(redact({ [key]: 'hunter2', nested: [{ [key]: { deep: 1 } }] })).toEqual({
      [key]: '[redacted]',
      nested: [{ [key]: '[redacted]' }],
    });
  });

  it.each(['pipeId', 'rowsProcessed', 'passed', 'keys', 'mergeKeys', 'author', 'compass'])(
    'shows the field %s',
    (key) => {
      expect(redact({ [key]: 'value' })).toEqual({ [key]: 'value' });
    },
  );

  it.each([
    ['postgres://bob:hunter2@db.example/shop', 'postgres://[redacted]@db.example/shop'],
    [
      'cannot reach https://token@host/x?y=1 and s3://k:v@b',
      'cannot reach https://[redacted]@host/x?y=1 and s3://[redacted]@b',
    ],
    [
      'Server=db;User Id=sa;Password=hunter2;Encrypt=1',
      'Server=db;User Id=sa;Password=[redacted];Encrypt=1',
    ],
    ['https://blob.example/x?sig_token=abc&y=1', 'https://blob.example/x?sig_token=[redacted]&y=1'],
    ['Authorization: Bearer abc.def', 'Authorization: [redacted]'],
    ['expected a = b: c', 'expected a = b: c'],
    ['mail bob@example.com', 'mail bob@example.com'],
  ])('hides credentials in the text %s', (text, expected) => {
    expect(redact({ error: text })).toEqual({ error: expected });
  });

  it('leaves the original as it was', () => {
    const payload = { password: 'x', list: ['https://a:b@c'] };
    redact(payload);
    expect(payload).toEqual({ password: 'x', list: ['https://a:b@c'] });
  });

  it('makes plain data of what is not', () => {
    const loop: Record<string, unknown> = {
      id: 1n,
      when: new Date(0),
      map: new Map([['token', 'x']]),
      set: new Set([1]),
    };
    loop['self'] = loop;
    expect(redact({ loop, bytes: new Uint8Array(3), error: new TypeError('no') })).toEqual({
      loop: {
        id: '1',
        when: '1970-01-01T00:00:00.000Z',
        map: { token: '[redacted]' },
        set: [1],
        self: '[circular]',
      },
      bytes: '[3 bytes]',
      error: { name: 'TypeError', message: 'no' },
    });
  });

  it('takes another idea of what is secret', () => {
    expect(redact({ ssn: '1', token: 'x' }, { secret: (key) => key === 'ssn' })).toEqual({
      ssn: '[redacted]',
      token: 'x',
    });
  });

  it('is quick on texts made to be slow', () => {
    expect(redact('a-'.repeat(100_000))).toHaveLength(200_000);
    expect(redact(`x=${'a.'.repeat(100_000)}`)).toHaveLength(200_002);
  });

  it('shows no secret of any depth', () => {
    fc.assert(
      fc.property(fc.object({ key: fc.constantFrom('a', 'password', 'api_key'), maxDepth: 4 }), (value) => {
        const leaks = (part: unknown): boolean =>
          typeof part === 'object' &&
          part !== null &&
          Object.entries(part).some(([key, inner]) =>
            looksSecret(key) ? inner !== '[redacted]' && inner != null : leaks(inner),
          );
        expect(leaks(redact(value))).toBe(false);
      }),
    );
  });
});

describe('truncate', () => {
  it('leaves alone what fits', () => {
    const value = { a: 'x'.repeat(100) };
    expect(truncate(value)).toBe(value);
  });

  it('cuts long texts and lists so that it shows', () => {
    expect(truncate({ text: 'x'.repeat(20_000), rest: 1 })).toEqual({
      text: `${'x'.repeat(4_096)}… [cut: 15904 more characters]`,
      rest: 1,
    });
    const { list } = truncate({ list: Array.from({ length: 9_000 }, (_, i) => i) }) as { list: unknown[] };
    expect(list).toHaveLength(257);
    expect(list[256]).toBe('[cut: 8744 more items]');
  });

  it('gives up on what cannot be cut sensibly, and says how much that was', () => {
    const deep = JSON.parse(`${'['.repeat(200)}${']'.repeat(200)}`);
    expect(truncate(deep, { limit: 100 })).toBe('[cut: 400 bytes]');
  });

  it('never gives more than the limit', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.integer({ min: 64, max: 400 }), (value, limit) => {
        expect(Buffer.byteLength(JSON.stringify(truncate(value, { limit })))).toBeLessThanOrEqual(limit);
      }),
    );
  });
});
