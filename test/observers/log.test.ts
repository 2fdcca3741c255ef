import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { of, tap } from 'rxjs';
import { LogLevelError } from '../../lib/observers/levelFilter.ts';
import { type LogOptions, log } from '../../lib/observers/log.ts';
import { SignalNameError } from '../../lib/signals/names.ts';
import { SignalEvent } from '../../lib/signals/signalEvent.ts';
import { Signals } from '../../lib/signals/signals.ts';
import { marbles } from '../../lib/testing/marbles.ts';

const NOON = Date.UTC(2024, 0, 2, 12, 0, 0, 7);

const event = (name: string, payload: unknown = {}, causedBy?: number) =>
  new SignalEvent(name, payload, 7, NOON, 'run-1', causedBy);

function linesOf(events: readonly SignalEvent[], options: LogOptions = {}): string[] {
  const lines: string[] = [];
  log({ write: () => {}, levels: { '*': 'debug' }, ...options })(of(...events)).subscribe((line) =>
    lines.push(line),
  );
  return lines;
}

const line = (payload: unknown, options: LogOptions = {}) =>
  linesOf([event('shop.order_seen', payload)], options)
    .join('\n')
    .replace(/^12:00:00\.007 INFO {2}shop\.order_seen +/, '')
    .replace(/ ?#7$/, '');

// biome-ignore format: marbles are aligned by hand
describe('log', () => {
  const events = {
    a: event('shop.a'),
    b: event('shop.b'),
    d: event('shop.before_d'),
  };
  const short = { write: () => {}, format: 'json' as const };
  const told = (name: string) => JSON.stringify({ level: 'info', ...events.a.toJSON(), signal: name });
  const lines = { a: told('shop.a'), b: told('shop.b') };

  it('writes and emits one line for each signal that matters enough', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('-a-d-b-|', events);
    const subs = '       ^------!';
    const expected = '   -a---b-|';
    const written: string[] = [];

    const result = log({ ...short, write: (one) => written.push(one) })(source);

    expectObservable(result).toBe(expected, lines);
    expectObservable(result.pipe(tap({ complete: () => expect(written).toEqual([lines.a, lines.a, lines.b, lines.b]) }))).toBe(expected, lines);
    expectSubscriptions(source.subscriptions).toBe([subs, subs]);
  }));

  it('completes with an empty source', marbles(({ cold, expectObservable }) => {
    expectObservable(log(short)(cold('--|', events))).toBe('--|');
  }));

  it('stays silent with a source that never emits', marbles(({ cold, expectObservable }) => {
    expectObservable(log(short)(cold('----', events))).toBe('----');
  }));

  it('errors when the source errors', marbles(({ cold, expectObservable }) => {
    expectObservable(log(short)(cold('-a-#', events))).toBe('-a-#', lines);
  }));

  it('errors when write throws', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('-a-b-|', events);
    const subs = '       ^!    ';
    const expected = '   -#    ';
    const write = () => {
      throw 'error';
    };

    expectObservable(log({ write })(source)).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('unsubscribes from the source early', marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const source = hot(' -a-b-a-|', events);
    const unsub = '      ----!   ';
    const subs = '       ^---!   ';
    const expected = '   -a-b-   ';

    expectObservable(log(short)(source), unsub).toBe(expected, lines);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('tells the signals of a bus, and what led to them', marbles(({ cold, expectObservable, testScheduler }) => {
    const signals = new Signals({ scheduler: testScheduler, ids: (name) => name });
    signals.of('shop.a').subscribe(() => signals.emit('shop.b', { durationSeconds: 1.25 }));
    cold('-a--').subscribe(() => signals.emit('shop.a', { n: 1 }));
    const expected = ' -(ab)';
    const pad = ' '.repeat(30);

    expectObservable(log({ write: () => {} })(signals.of('*')), '^---!').toBe(expected, {
      a: `00:00:00.001 INFO  shop.a${pad}n=1 #1`,
      b: `00:00:00.001 INFO  shop.b${pad}in 1.3s #2 <- #1`,
    });
  }));
});

describe('log, lines for people', () => {
  it('tells the time, the level, the name, the fields, how long it took, and the cause', () => {
    const payload = {
      durationSeconds: 0.34,
      pipeId: 'bronze',
      rowsProcessed: 12,
      pipeName: 'the bronze one',
    };
    expect(linesOf([event('datapipes.after_pipe', payload, 3)])).toEqual([
      '12:00:00.007 INFO  datapipes.after_pipe                pipeId=bronze rowsProcessed=12 pipeName="the bronze one" in 340ms #7 <- #3',
    ]);
    expect(linesOf([event('datapipes.pipe_failed', { error: 'no', errorType: 'E' })])).toEqual([
      '12:00:00.007 ERROR datapipes.pipe_failed               error=no errorType=E #7',
    ]);
  });

  it('quotes texts only where they could be misread', () => {
    expect(line({ a: 'x/y:z-1', b: '', c: 'a b', d: 'a=b', e: 'a"b', f: 'C:\\x', g: 'é…' })).toBe(
      'a=x/y:z-1 b="" c="a b" d="a=b" e="a\\"b" f="C:\\\\x" g=é…',
    );
    expect(line({ 'a key': 1, 'b=c': null, d: true, e: undefined, f: 10n })).toBe(
      '"a key"=1 "b=c"=null d=true f=10',
    );
  });

  it('shortens lists and objects', () => {
    expect(line({ ids: ['a', 'b,c', 'd e', ''], none: [], all: [1, 2, 3, 4, 5, 6, 7] })).toBe(
      'ids=[a,"b,c","d e",""] none=[] all=[1,2,3,4,5,…+2]',
    );
    expect(line({ o: { a: 1, b: ['x'], c: { d: null } }, p: { a: 1, b: 1, c: 1, d: 1, e: 1, f: 1 } })).toBe(
      'o={a=1,b=[x],c={d=null}} p={a=1,b=1,c=1,d=1,e=1,…+1}',
    );
  });

  it.each([
    [0, '0ms'],
    [0.000_34, '0.34ms'],
    [0.000_996, '1ms'],
    [0.34, '340ms'],
    [0.9996, '1s'],
    [1.2, '1.2s'],
    [59.94, '59.9s'],
    [59.96, '1m'],
    [125, '2m5s'],
    [3_599.6, '1h'],
    [12_000, '3h20m'],
    [200_000, '55h33m'],
  ])('tells %p seconds as %s', (durationSeconds, text) => {
    expect(line({ durationSeconds })).toBe(`in ${text}`);
  });

  it.each([-1, Number.NaN, 'long', null])(
    'tells a duration that is none, like %p, as any field',
    (value) => {
      expect(line({ durationSeconds: value })).toBe(`durationSeconds=${value}`);
    },
  );

  it.each([
    [null, 'payload=null'],
    [undefined, ''],
    ['a text', 'payload="a text"'],
    [42, 'payload=42'],
    [['a', 'b'], '0=a 1=b'],
    [[], ''],
    [{}, ''],
    [new Map([['a', 1]]), 'a=1'],
  ])('takes the payload %p', (payload, expected) => {
    expect(line(payload)).toBe(expected);
  });

  it('leaves secrets behind, and cuts what is too big', () => {
    expect(line({ token: 'x', url: 'https://a:b@c/d' })).toBe(
      'token=[redacted] url=https://[redacted]@c/d',
    );
    expect(line({ pin: 1, token: 'x' }, { secret: (key) => key === 'pin' })).toBe('pin=[redacted] token=x');
    expect(line({ text: 'x'.repeat(100) }, { limit: 80 })).toBe(
      `text="${'x'.repeat(32)}… [cut: 68 more characters]"`,
    );
  });

  it('tells why a payload cannot be read, and goes on', () => {
    const broken = {
      get size(): number {
        throw new Error('not today');
      },
    };
    const endless: Record<string, unknown> = {};
    endless['self'] = endless;
    expect(line(broken)).toBe('unreadable="not today"');
    expect(line(endless)).toBe('self=[circular]');
    expect(line({ f: () => 1, s: Symbol('s') })).toMatch(/^f=.* s=Symbol\(s\)$/);
  });

  it('is one line whatever comes, without a way to steer the terminal', () => {
    const nasty = fc.string({
      unit: fc.constantFrom(
        '\n',
        '\r',
        '\u0085',
        '\u2028',
        '\u2029',
        '\u001b[31m',
        '\u202e',
        '\ud800',
        '"',
        '\\',
        'a',
        ' ',
      ),
    });
    fc.assert(
      fc.property(nasty, fc.anything(), nasty, (text, anything, key) => {
        for (const payload of [
          { [key]: text, list: [text], object: { [key]: text } },
          text,
          anything,
          { anything },
        ]) {
          for (const format of ['line', 'json'] as const) {
            const [told, ...more] = linesOf([event('shop.order_seen', payload)], { format });
            expect(more).toEqual([]);
            // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
            expect(told).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/);
          }
        }
      }),
    );
  });

  it('colours levels when asked', () => {
    expect(linesOf([event('shop.a_failed')], { colour: true })[0]).toMatch(
      // biome-ignore lint/suspicious/noControlCharactersInRegex: a colour is one
      /^12:00:00\.007 \u001b\[31mERROR\u001b\[39m shop\.a_failed/,
    );
  });

  it('writes to the console unless told otherwise', () => {
    const written = jest.spyOn(console, 'log').mockImplementation(() => {});
    log()(of(event('shop.a', { n: 1 }))).subscribe();
    expect(written.mock.calls).toEqual([
      [expect.stringMatching(/^12:00:00\.007 INFO {2}shop\.a +n=1 #7$/)],
    ]);
  });
});

describe('log, JSON for programs', () => {
  const json = (payload: unknown) =>
    JSON.parse(linesOf([event('shop.a', payload, 3)], { format: 'json' }).join());
  const envelope = {
    level: 'info',
    signal: 'shop.a',
    sequence: 7,
    timestamp: '2024-01-02T12:00:00.007Z',
    operationId: 'run-1',
    causedBy: 3,
  };

  it('puts level, envelope and payload side by side', () => {
    expect(json({ n: 1, token: 'x' })).toEqual({ ...envelope, n: 1, token: '[redacted]' });
    expect(json('text')).toEqual({ ...envelope, payload: 'text' });
    expect(json(null)).toEqual({ ...envelope, payload: null });
  });

  it('does not let a field of the payload hide the level', () => {
    expect(json({ level: 'gold' })).toEqual({ ...envelope, payload_level: 'gold' });
  });

  it('refuses another format', () => {
    expect(() => log({ format: 'xml' as 'json' })).toThrow(
      "expected format to be 'line' or 'json', got 'xml'",
    );
  });
});

describe('log, levels', () => {
  const told = (levels: LogOptions['levels'], ...names: string[]) =>
    linesOf(
      names.map((name) => event(name)),
      { format: 'json', ...(levels ? { levels } : {}) },
    ).map((one) => JSON.parse(one).signal);

  it('tells info and above unless told otherwise', () => {
    const all = ['shop.before_a', 'shop.a', 'shop.a_retrying', 'shop.a_failed', 'streaming.query_progress'];
    expect(told({}, ...all)).toEqual(['shop.a', 'shop.a_retrying', 'shop.a_failed']);
    expect(told({ 'shop.*': 'warn' }, ...all)).toEqual(['shop.a_retrying', 'shop.a_failed']);
  });

  it('lets the most specific entry win, wherever it stands', () => {
    const all = ['shop.a', 'shop.before_b', 'shop.before_c', 'platform.file_read', 'entity.registered'];
    const levels = {
      'shop.before_c': 'silent',
      'shop.*': 'debug',
      '*': 'silent',
      'entity.reg*': 'info',
      'entity.*': 'error',
    } as const;
    expect(told(levels, ...all)).toEqual(['shop.a', 'shop.before_b', 'entity.registered']);
    expect(told({ '*.a': 'silent', 'a.*': 'info' }, 'a.a')).toEqual(['a.a']);
    expect(told({ 'a.*': 'info', '*.a': 'silent' }, 'a.a')).toEqual([]);
  });

  it('takes an alias for the name it stands for', () => {
    expect(told({ 'datapipes.pre_run': 'debug' }, 'datapipes.before_run')).toEqual([
      'datapipes.before_run',
    ]);
  });

  it('tells nothing when silent', () => {
    expect(told({ '*': 'silent' }, 'shop.a_failed', 'shop.a')).toEqual([]);
  });

  it('refuses a level that does not exist', () => {
    const levels = { 'shop.*': 'wran' as 'warn' };
    expect(() => log({ levels })).toThrow(LogLevelError);
    expect(() => log({ levels })).toThrow(
      'expected a level for "shop.*" out of debug, info, warn, error, silent, got "wran"',
    );
  });

  it('refuses a pattern that can match nothing', () => {
    expect(() => log({ levels: { 'datapipes.after_pip': 'info' } })).toThrow(SignalNameError);
    expect(() => log({ levels: { 'datapipes.after_pip': 'info' } })).toThrow(
      'did you mean "datapipes.after_pipe"?',
    );
    expect(() => log({ levels: { 'Shop.*': 'info' } })).toThrow('did you mean "shop.*"?');
  });
});
