import { describe, expect, it, jest } from '@jest/globals';
import * as t from 'io-ts';
import { firstValueFrom, map, merge, mergeMap, of, Subject, Subscriber, take, toArray } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { RefusalError } from '../../lib/codec/refusal.ts';
import { SignalRedefinedError } from '../../lib/signals/definitions.ts';
import { SignalNameError } from '../../lib/signals/names.ts';
import { Signal } from '../../lib/signals/signal.ts';
import type { SignalEvent } from '../../lib/signals/signalEvent.ts';
import { Signals, type SignalsOptions } from '../../lib/signals/signals.ts';

const bus = (options: SignalsOptions = {}) =>
  new Signals({ ids: (name) => name, unheard: () => {}, ...options });

const registered = (entityId: string) => ({ entityId, entityName: entityId });

/** What arrives for a pattern, as `name payload` lines in a list that goes on growing. */
const heard = (signals: Signals, pattern: string): string[] => {
  const lines: string[] = [];
  signals.of(pattern).subscribe(({ name, payload }) => lines.push(`${name} ${JSON.stringify(payload)}`));
  return lines;
};

const names = (signals: Signals, pattern: string): string[] => {
  const list: string[] = [];
  signals.of(pattern).subscribe(({ name }) => list.push(name));
  return list;
};

describe('Signals, the laws', () => {
  it('one order for everybody', () => {
    const signals = bus();
    const first: string[] = [];
    const last: string[] = [];
    signals.of('shop.*').subscribe(({ name, sequence }) => {
      first.push(`${sequence} ${name}`);
      if (name === 'shop.a') {
        signals.emit('shop.b', {});
        signals.emit('shop.c', {});
      }
      if (name === 'shop.b') signals.emit('shop.d', {});
    });
    signals.of('shop.*').subscribe(({ name, sequence }) => last.push(`${sequence} ${name}`));

    signals.emit('shop.a', {});

    expect(first).toEqual(['1 shop.a', '2 shop.b', '3 shop.c', '4 shop.d']);
    expect(last).toEqual(first);
  });

  it('one order for everybody, for names and patterns alike', () => {
    const signals = bus();
    const told: string[] = [];
    signals.of('*').subscribe(() => told.push('pattern'));
    signals.of('shop.a').subscribe(() => told.push('name'));
    signals.of('shop.*').subscribe(() => told.push('another pattern'));
    signals.emit('shop.a', {});
    expect(told).toEqual(['pattern', 'name', 'another pattern']);
  });

  it('an observer cannot hurt', () => {
    const signals = bus();
    const before = heard(signals, 'shop.a');
    signals.of('shop.a').subscribe(function clumsy() {
      throw new TypeError('ouch');
    });
    const after = heard(signals, 'shop.a');
    const faults = heard(signals, 'signals.*');

    for (let i = 1; i <= 6; i++) expect(() => signals.emit('shop.a', { i })).not.toThrow();

    expect(before).toHaveLength(6);
    expect(after).toEqual(before);
    const failed = (failures: number) =>
      `signals.observer_failed {"signal":"shop.a","observer":"clumsy","error":"ouch","errorType":"TypeError","failures":${failures}}`;
    expect(faults).toEqual([
      ...[1, 2, 3, 4, 5].map(failed),
      'signals.observer_removed {"signal":"shop.a","observer":"clumsy","failures":5}',
    ]);
  });

  it('an observer cannot hurt from within an operator', () => {
    const signals = bus();
    const faults = heard(signals, 'signals.*');
    const seen: unknown[] = [];
    signals
      .of('shop.a', { as: 'mapper' })
      .pipe(
        map(() => {
          throw new RangeError('bad map');
        }),
      )
      .subscribe();
    signals.of('shop.a').subscribe((event) => seen.push(event));

    signals.emit('shop.a', {});
    signals.emit('shop.a', {});

    expect(seen).toHaveLength(2);
    expect(faults).toEqual([
      'signals.observer_failed {"signal":"shop.a","observer":"mapper","error":"bad map","errorType":"RangeError","failures":1}',
      'signals.observer_removed {"signal":"shop.a","observer":"mapper","failures":1}',
    ]);
  });

  it('an observer cannot hurt by what it does when it ends', () => {
    const signals = bus();
    const others: string[] = [];
    const faults = names(signals, 'signals.observer_failed');
    const explode = () => {
      throw new Error('at the end');
    };
    signals.of('shop.a').pipe(take(1)).subscribe({ complete: explode });
    signals
      .of('shop.a')
      .pipe(
        mergeMap(() => {
          throw new Error('x');
        }),
      )
      .subscribe({ error: explode });
    signals.of('shop.a').subscribe(() => others.push('told'));

    signals.emit('shop.a', {});

    expect(others).toEqual(['told']);
    expect(faults).toHaveLength(2);
  });

  it('an observer cannot hurt even if it is no ordinary one', () => {
    class Raw extends Subscriber<SignalEvent> {
      override next(): void {
        throw new Error('raw');
      }
    }
    const signals = bus();
    const faults = names(signals, 'signals.*');
    signals.of('shop.a').subscribe(new Raw());
    const after = names(signals, 'shop.a');

    signals.emit('shop.a', {});

    expect(after).toEqual(['shop.a']);
    expect(faults).toEqual(['signals.observer_failed']);
  });

  it('an observer that recovers starts counting afresh', () => {
    const signals = bus({ maxFailures: 2 });
    const told: number[] = [];
    signals.of('shop.a').subscribe(({ payload }) => {
      const { n } = payload as { n: number };
      told.push(n);
      if (n !== 2) throw new Error('odd');
    });
    for (let n = 1; n <= 5; n++) signals.emit('shop.a', { n });
    expect(told).toEqual([1, 2, 3, 4]);
  });

  it('a stream of an observer that fails is told of, even when nobody but that observer listens', () => {
    const unheard: string[] = [];
    const signals = bus({ unheard: ({ observer, error }) => unheard.push(`${observer}: ${error}`) });
    signals.observe('clumsy', (all$) =>
      all$.pipe(
        map(() => {
          throw 'ouch';
        }),
      ),
    );
    signals.emit('shop.a', {});

    expect(unheard).toEqual(['clumsy: ouch']);
  });

  it('an observer of faults that throws itself is taken off, and then somebody else is told', () => {
    const unheard = jest.fn();
    const signals = bus({ maxFailures: 3, unheard });
    signals.of('*').subscribe(function hopeless() {
      throw new Error('always');
    });
    signals.emit('shop.a', {});
    expect(signals.observed('shop.a')).toBe(false);
    expect(unheard).toHaveBeenCalledTimes(1);
    expect(unheard).toHaveBeenCalledWith(
      expect.objectContaining({ observer: 'hopeless', failures: 3, removed: true }),
      expect.anything(),
    );
  });

  it('a fault that nobody listens for is still told of', () => {
    const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const signals = new Signals();
    signals.of('shop.a').subscribe(function clumsy() {
      throw new Error('ouch');
    });
    signals.emit('shop.a', {});
    expect(warned.mock.calls).toEqual([
      ['clumsy threw when told of shop.a: Error: ouch (1 in a row)', 'RekindleWarning'],
    ]);
  });

  it('nobody listening costs nothing', () => {
    const signals = bus();
    const payload = jest.fn(() => registered('orders'));
    signals.emit('entity.registered', payload);
    expect(payload).not.toHaveBeenCalled();

    const subscription = signals.of('entity.*').subscribe();
    signals.emit('entity.registered', payload);
    expect(payload).toHaveBeenCalledTimes(1);

    subscription.unsubscribe();
    signals.emit('entity.registered', payload);
    expect(payload).toHaveBeenCalledTimes(1);

    const next = names(signals, '*');
    signals.emit('entity.registered', payload);
    expect(next).toHaveLength(1);
  });

  it('leaving while being told is safe', () => {
    const signals = bus();
    const told: string[] = [];
    const others = ['b', 'c'].map((name) => () => told.push(name));
    const a = signals.of('shop.a').subscribe(() => {
      told.push('a');
      a.unsubscribe();
      c.unsubscribe();
    });
    signals.of('shop.a').subscribe(others[0]);
    const c = signals.of('shop.a').subscribe(others[1]);

    signals.emit('shop.a', {});
    signals.emit('shop.a', {});

    expect(told).toEqual(['a', 'b', 'b']);
  });

  it('coming while others are being told is safe', () => {
    const signals = bus();
    const late: number[] = [];
    signals
      .of('shop.a')
      .pipe(take(1))
      .subscribe(() => {
        signals.emit('shop.a', {});
        signals.of('shop.*').subscribe(({ sequence }) => late.push(sequence));
        signals.emit('shop.a', {});
      });
    signals.emit('shop.a', {});
    expect(late).toEqual([3]);
  });

  it('closing completes everyone', () => {
    const signals = bus();
    const ends: string[] = [];
    signals.of('shop.a').subscribe({ next: () => signals.close() });
    signals.of('shop.a').subscribe({ next: () => ends.push('told'), complete: () => ends.push('name') });
    signals
      .of('*')
      .pipe(toArray())
      .subscribe({ next: (all) => ends.push(`all ${all.length}`), complete: () => ends.push('pattern') });

    signals.emit('shop.a', {});
    signals.emit('shop.a', {});
    signals.of('shop.a').subscribe({ complete: () => ends.push('late') });
    signals.close();

    expect(ends).toEqual(['told', 'name', 'all 1', 'pattern', 'late']);
  });

  it('closing while being told lets what was emitted before arrive, and nothing after', () => {
    const signals = bus();
    const list: string[] = [];
    signals.of('shop.a').subscribe(() => {
      signals.emit('shop.b', {});
      signals.close();
      signals.emit('shop.c', {});
    });
    signals.of('*').subscribe({ next: ({ name }) => list.push(name), complete: () => list.push('|') });
    signals.emit('shop.a', {});
    expect(list).toEqual(['shop.a', 'shop.b', '|']);
  });

  it('late subscribers get nothing old', () => {
    const signals = bus({ memory: 2 });
    for (const i of [1, 2, 3]) signals.emit('shop.a', { i });
    expect(heard(signals, '*')).toEqual([]);
    expect(signals.recent().map(({ payload }) => payload)).toEqual([{ i: 2 }, { i: 3 }]);
    expect(signals.recent(1).map(({ payload }) => payload)).toEqual([{ i: 3 }]);
    expect(signals.recent(0)).toEqual([]);
  });

  it('refuses to remember what it was not asked to', () => {
    expect(() => bus().recent()).toThrow('expected a bus made with the option memory');
  });

  it('signals that cause each other for ever are stopped, and say so', () => {
    const signals = bus({ maxDepth: 10 });
    const faults = heard(signals, 'signals.observer_failed');
    const rounds = names(signals, 'shop.*');
    signals.of('shop.a').subscribe(function ping() {
      signals.emit('shop.b', {});
    });
    signals.of('shop.b').subscribe(function pong() {
      signals.emit('shop.a', {});
    });
    signals.emit('shop.a', {});
    expect(rounds).toHaveLength(10);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(
      'got a chain of 10 in which each was emitted by an observer of the one before: … -> shop.a -> shop.b -> shop.a -> shop.b -> shop.a',
    );
  });

  it('a fault of an observer of faults, told at the very end of a loop, ends it', () => {
    const unheard = jest.fn();
    const signals = bus({ maxDepth: 3, maxFailures: Number.POSITIVE_INFINITY, unheard });
    signals.of('*').subscribe(() => {
      throw new Error('always');
    });
    signals.emit('shop.a', {});
    expect(unheard).toHaveBeenCalledTimes(1);
  });
});

describe('Signals', () => {
  it('finds an alias, a pattern, and a pattern of aliases', () => {
    const signals = bus();
    const [alias, old, failed, pip] = ['datapipes.pre_pipe', 'execution.*', '*.*_failed', 'pip.post_*'].map(
      (p) => names(signals, p),
    );

    signals.emit('datapipes.before_pipe', {
      runId: 'r',
      pipeId: 'p',
      pipeName: 'p',
      pipeIndex: 0,
      totalPipes: 1,
    });
    signals.emit('orchestrator.generation_started', {
      runId: 'r',
      generationIndex: 0,
      pipeIds: [],
      pipeCount: 0,
    });
    signals.emit('packages.package_failed', { package: 'x', error: 'no', errorType: 'Error' });
    signals.emit('packages.after_pack', { operation: 'pack', tarball: 'x.tgz' });
    signals.emit('shop.order_failed', {});

    expect(alias).toEqual(['datapipes.before_pipe']);
    expect(old).toEqual(['orchestrator.generation_started']);
    expect(failed).toEqual(['packages.package_failed', 'shop.order_failed']);
    expect(pip).toEqual(['packages.after_pack']);
  });

  it('refuses a payload that is not one of the signal, whether or not somebody listens', () => {
    const signals = bus();
    const wrong = { entityId: 'orders', entity_name: 'Orders' } as unknown as ReturnType<typeof registered>;
    const message =
      'payload of entity.registered: entityName: expected string, got nothing; did you mean "entityName" where it says "entity_name"?';
    expect(() => signals.emit('entity.registered', wrong)).toThrow(RefusalError);
    expect(() => signals.emit('entity.registered', wrong)).toThrow(message);
    const list = names(signals, '*');
    expect(() => signals.emit('entity.registered', () => wrong)).toThrow(message);
    expect(list).toEqual([]);
  });

  it.each([
    [
      'datapipes.after_pip',
      'expected a signal of the namespace "datapipes", got "datapipes.after_pip"; did you mean "datapipes.after_pipe"?',
    ],
    [
      'datapipes.pre_run',
      'expected the name itself rather than an alias of it, got "datapipes.pre_run"; did you mean "datapipes.before_run"?',
    ],
    [
      'Shop.OrderSeen',
      'expected a signal name like "namespace.event" in snake case, got "Shop.OrderSeen"; did you mean "shop.order_seen"?',
    ],
    [
      'shop:order-seen',
      'expected a signal name like "namespace.event" in snake case, got "shop:order-seen"; did you mean "shop.order_seen"?',
    ],
    [
      'shop.order.seen',
      'expected a signal name like "namespace.event" in snake case, got "shop.order.seen"; did you mean "shop.order_seen"?',
    ],
    ['shop', 'expected a signal name like "namespace.event" in snake case, got "shop"'],
    ['', 'expected a signal name like "namespace.event" in snake case, got ""'],
  ])('refuses to emit %s', (name, message) => {
    const signals = bus();
    expect(() => signals.emit(name as string, {})).toThrow(SignalNameError);
    expect(() => signals.emit(name as string, {})).toThrow(message);
  });

  it.each([
    ['datapipes.nothing_*', 'expected a pattern that matches a signal of the namespace "datapipes"'],
    [
      'Shop.*',
      'expected a pattern like "namespace.*", "*.*_failed" or "*", got "Shop.*"; did you mean "shop.*"?',
    ],
    ['streaming.query_progres', 'did you mean "streaming.query_progress"?'],
  ])('refuses to listen to %s', (pattern, message) => {
    expect(() => bus().of(pattern as string)).toThrow(message);
  });

  it('tells when, in what order, in which operation and because of what', () => {
    new TestScheduler(() => {}).run(({ cold, flush }) => {
      const signals = bus();
      const events: SignalEvent[] = [];
      signals.of('*').subscribe((event) => events.push(event));
      cold('-a--b|').subscribe((value) => signals.emit('shop.tick', { value }));
      flush();
      expect(events.map((event) => JSON.parse(JSON.stringify(event)))).toEqual([
        {
          signal: 'shop.tick',
          sequence: 1,
          timestamp: '1970-01-01T00:00:00.001Z',
          operationId: 'system',
          value: 'a',
        },
        {
          signal: 'shop.tick',
          sequence: 2,
          timestamp: '1970-01-01T00:00:00.004Z',
          operationId: 'system',
          value: 'b',
        },
      ]);
    });
  });

  it('keeps envelope and payload apart in JSON, whatever their fields are called', async () => {
    const signals = bus();
    const next = firstValueFrom(signals.of('shop.*').pipe(take(2), toArray()));
    signals.emit('shop.a', { signal: 'traffic light', sequence: 1, colour: 'red' });
    signals.emit('shop.b', 42);
    const [a, b] = await next;
    expect(a?.toJSON()).toMatchObject({
      signal: 'shop.a',
      payload_signal: 'traffic light',
      sequence: 1,
      colour: 'red',
    });
    expect(b?.toJSON()).toMatchObject({ signal: 'shop.b', payload: 42 });
  });

  it('isolates an observer whatever it is made of', () => {
    const signals = bus();
    const faults = heard(signals, 'signals.observer_failed');
    const others = names(signals, 'shop.*');
    signals.observe('mixer', (all$) =>
      merge(all$, of('more')).pipe(
        map((value) => {
          if (value !== 'more') throw new Error('spilt');
        }),
      ),
    );
    signals.emit('shop.a', {});
    signals.emit('shop.b', {});
    expect(others).toEqual(['shop.a', 'shop.b']);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain('"observer":"mixer","error":"spilt"');
  });

  it('tells two subscribers of one stream each on their own', () => {
    const signals = bus();
    const stream = signals.of('shop.a').pipe(take(1));
    const told: string[] = [];
    stream.subscribe(() => told.push('first'));
    signals.emit('shop.a', {});
    stream.subscribe(() => told.push('second'));
    signals.emit('shop.a', {});
    expect(told).toEqual(['first', 'second']);
  });

  it('keeps nothing of those who left', () => {
    const signals = bus();
    for (let i = 0; i < 10_000; i++) {
      signals.of('shop.a').subscribe().unsubscribe();
      signals.of('shop.*').pipe(take(1)).subscribe();
      signals.emit('shop.a', {});
    }
    expect(signals.observed('shop.a')).toBe(false);
  });
});

describe('Signals, operations', () => {
  const links = (signals: Signals) => {
    const lines: string[] = [];
    signals.of('*').subscribe(({ name, sequence, operationId, causedBy }) => {
      lines.push(
        `${sequence} ${name} in ${operationId}${causedBy === undefined ? '' : ` because of ${causedBy}`}`,
      );
    });
    return lines;
  };

  it('everything emitted inside carries the id and the cause', () => {
    const signals = bus();
    const lines = links(signals);
    const run = signals.operation('run');
    run.emit('shop.run_started', {});
    const pipe = run.operation('pipe');
    pipe.emit('shop.pipe_started', {});
    pipe.run(() => signals.emit('shop.rows_read', {}));
    run.emit('shop.run_ended', {});
    signals.emit('shop.outside', {});
    expect(lines).toEqual([
      '1 shop.run_started in run',
      '2 shop.pipe_started in pipe because of 1',
      '3 shop.rows_read in pipe because of 1',
      '4 shop.run_ended in run',
      '5 shop.outside in system',
    ]);
  });

  it('what an observer emits belongs to what it was told of', () => {
    const signals = bus();
    const lines = links(signals);
    signals.of('shop.order_seen').subscribe(() => {
      signals.emit('shop.order_checked', {});
      signals.operation('ship').emit('shop.order_shipped', {});
    });
    signals.operation('other').run(() => signals.operation('order').emit('shop.order_seen', {}));
    expect(lines).toEqual([
      '1 shop.order_seen in order',
      '2 shop.order_checked in order because of 1',
      '3 shop.order_shipped in ship because of 1',
    ]);
  });

  it('takes the cause that is given', async () => {
    const signals = bus();
    const lines = links(signals);
    const seen = firstValueFrom(signals.of('shop.asked'));
    signals.emit('shop.asked', {});
    signals.operation('answer', { causedBy: await seen }).emit('shop.answered', {});
    signals.operation('answer', { causedBy: 1 }).emit('shop.answered', {});
    expect(lines.slice(1)).toEqual([
      '2 shop.answered in answer because of 1',
      '3 shop.answered in answer because of 1',
    ]);
  });

  it('ends with its function, even if that throws, and gives what it gave', () => {
    const signals = bus();
    const lines = links(signals);
    const operation = signals.operation('run');
    expect(operation.run(({ operationId }) => operationId)).toBe('run');
    expect(() =>
      operation.run(() => {
        throw new Error('no');
      }),
    ).toThrow('no');
    signals.emit('shop.after', {});
    expect(lines).toEqual(['1 shop.after in system']);
  });

  it('has ids that nobody else has', () => {
    const signals = new Signals();
    const ids = new Set(Array.from({ length: 1_000 }, () => signals.operation('run').operationId));
    ids.add(new Signals().operation('run').operationId);
    expect(ids.size).toBe(1_001);
  });
});

describe('Signals, extensions', () => {
  const OrderSeen = t.type({ orderId: t.string });

  it('a defined signal is checked, listed and typed', () => {
    const signals = bus();
    const orderSeen = signals.define('shop.order_seen', OrderSeen, 'An order came in.');
    const ids: string[] = [];
    orderSeen.subscribe(({ orderId }) => ids.push(orderId));
    orderSeen.next({ orderId: '1' });
    signals.emit('shop.order_seen', { orderId: '2' });

    expect(ids).toEqual(['1', '2']);
    expect(() => signals.emit('shop.order_seen', { orderId: 3 })).toThrow(
      'payload of shop.order_seen: orderId: expected string, got 3',
    );
    expect(signals.list().find(({ name }) => name === 'shop.order_seen')).toEqual({
      name: 'shop.order_seen',
      doc: 'An order came in.',
      fields: [{ name: 'orderId', type: 'string', optional: false }],
      aliases: [],
      emittedBy: [],
      highVolume: false,
      observed: true,
    });
  });

  it('a signal may be defined twice if it is the same', () => {
    const signals = bus();
    const first = signals.define('shop.order_seen', OrderSeen, 'An order came in.');
    expect(signals.define('shop.order_seen', OrderSeen, 'An order came in.')).toBe(first);
    const other = t.type({ orderId: t.number });
    expect(() => signals.define('shop.order_seen', other, 'Another.')).toThrow(SignalRedefinedError);
    expect(() => signals.define('shop.order_seen', other, 'Another.')).toThrow(
      'expected the codec that "shop.order_seen" was defined with ({ orderId: string }), got another one ({ orderId: number })',
    );
  });

  it('a signal may be defined after it was emitted', () => {
    const signals = bus();
    signals.emit('shop.order_seen', 'anything');
    signals.define('shop.order_seen', OrderSeen, 'An order came in.');
    expect(() => signals.emit('shop.order_seen', 'anything')).toThrow(RefusalError);
  });

  it('core names cannot be defined anew, nor be added to', () => {
    const define = (name: string) => () => bus().define(name as string, OrderSeen, 'Mine.');
    expect(define('datapipes.before_run')).toThrow(SignalRedefinedError);
    expect(define('datapipes.my_event')).toThrow('expected a signal of the namespace "datapipes"');
    expect(define('Shop.Seen')).toThrow('did you mean "shop.seen"?');
  });

  it('a handle is a Subject of the bus', () => {
    const signals = bus();
    const handle = signals.signal('entity.registered');
    expect(handle).toBe(signals.signal('entity.registered'));
    expect(handle).toBeInstanceOf(Signal);
    expect(handle).toBeInstanceOf(Subject);
    expect(handle.observed).toBe(false);

    const list: string[] = [];
    const lifted = handle
      .pipe(map(({ entityId }) => `lifted ${entityId}`))
      .subscribe((line) => list.push(line));
    handle.subscribe(({ entityId }) => list.push(entityId));
    expect(handle.observed).toBe(true);
    of(registered('a'), registered('b')).subscribe(handle);
    lifted.unsubscribe();
    handle.next(registered('c'));

    expect(list).toEqual(['lifted a', 'a', 'lifted b', 'b', 'c']);
  });

  it('a handle does not end with a stream that ends into it', async () => {
    const signals = bus();
    const handle = signals.signal('entity.registered');
    const list: string[] = [];
    handle.subscribe(({ entityId }) => list.push(entityId));
    of(registered('a')).subscribe(handle);
    handle.next(registered('b'));
    expect(list).toEqual(['a', 'b']);
    expect(() => handle.error(new Error('not for a signal'))).toThrow('not for a signal');
  });

  it('lists the fields of whatever codec describes an object', () => {
    const signals = bus();
    const fields = (name: string, codec: t.Mixed) => {
      signals.define(name as string, codec, 'Something happened.');
      return signals
        .list()
        .find((one) => one.name === name)
        ?.fields.map((one) => `${one.name}${one.optional ? '?' : ''}: ${one.type}`);
    };
    const both = t.intersection([t.type({ id: t.string }), t.partial({ rows: t.number })]);
    expect(fields('shop.a', both)).toEqual(['id: string', 'rows?: number']);
    expect(fields('shop.b', t.readonly(t.exact(t.type({ id: t.union([t.string, t.number]) }))))).toEqual([
      'id: string | number',
    ]);
    expect(fields('shop.c', t.string)).toEqual([]);
  });

  it('wants the payload itself, not what decodes to it', () => {
    const signals = bus();
    const date = new t.Type<Date, string, unknown>(
      'Date',
      (value): value is Date => value instanceof Date,
      (value, context) =>
        typeof value === 'string' ? t.success(new Date(value)) : t.failure(value, context),
      (value) => value.toISOString(),
    );
    signals.define('shop.opened', date, 'The shop was opened.');
    expect(() => signals.emit('shop.opened', '2026-01-01')).toThrow(
      'payload of shop.opened: expected Date, got its encoded form',
    );
    expect(() => signals.emit('shop.opened', new Date(0))).not.toThrow();
  });

  it('who emits says so, and emits just that', () => {
    const signals = bus();
    const { emit } = signals.emitter({ emitter: 'shop', signals: ['entity.registered'] });
    const list = heard(signals, '*');
    emit('entity.registered', registered('orders'));
    expect(list).toEqual(['entity.registered {"entityId":"orders","entityName":"orders"}']);
    expect(signals.emitters()).toContainEqual({ emitter: 'shop', signals: ['entity.registered'] });
    expect(signals.list().find(({ name }) => name === 'entity.registered')?.emittedBy).toEqual(['shop']);
    expect(() =>
      signals.emitter({ emitter: 'shop', signals: ['entity.registred' as 'entity.registered'] }),
    ).toThrow('did you mean "entity.registered"?');
  });
});

describe('Signal', () => {
  it('is a Subject with a name', () => {
    const signal = new Signal<number>('shop.count');
    const one: number[] = [];
    const two: number[] = [];
    signal.next(0);
    const subscription = signal.subscribe((n) => one.push(n));
    signal.next(1);
    signal.subscribe({ next: (n) => two.push(n), complete: () => two.push(-1) });
    signal.next(2);
    subscription.unsubscribe();
    signal.next(3);
    signal.complete();
    signal.next(4);
    expect([signal.name, one, two]).toEqual(['shop.count', [1, 2], [2, 3, -1]]);
  });

  it('refuses to be used once it was unsubscribed', () => {
    const signal = new Signal<number>('shop.count');
    signal.unsubscribe();
    expect(() => signal.next(1)).toThrow('object unsubscribed');
  });
});
