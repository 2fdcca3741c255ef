import { expectTypeOf } from 'expect-type';
import * as t from 'io-ts';
import { matching, type Signal, type SignalEvent, Signals } from 'rekindle';
import type { Observable } from 'rxjs';

declare module '../../lib/signals/knownSignals.ts' {
  interface KnownSignals {
    'depot.parcel_seen': { readonly parcelId: string };
  }
}

type Payloads<O> = O extends Observable<infer E> ? (E extends { payload: infer P } ? P : never) : never;
type Names<O> = O extends Observable<infer E> ? (E extends { name: infer N } ? N : never) : never;

const signals = new Signals();
const afterPipe = {
  runId: 'r',
  pipeId: 'p',
  pipeName: 'p',
  durationSeconds: 1,
  rowsProcessed: 2,
  attempts: 1,
};

// A name gives its payload.
const one = signals.of('datapipes.after_pipe');
expectTypeOf<Payloads<typeof one>>().toEqualTypeOf<{
  readonly runId: string;
  readonly pipeId: string;
  readonly pipeName: string;
  readonly durationSeconds: number;
  readonly rowsProcessed: number;
  readonly attempts: number;
}>();

// Optional fields are optional.
const failed = signals.of('datapipes.run_failed');
expectTypeOf<Payloads<typeof failed>>().toHaveProperty('failedPipe').toEqualTypeOf<string | undefined>();

// A pattern gives the union of what matches, and the name tells the members apart.
const dimension = signals.of('dimension.*');
expectTypeOf<Names<typeof dimension>>().toEqualTypeOf<
  'dimension.watch_started' | 'dimension.watch_stopped' | 'dimension.changed' | 'dimension.check_failed'
>();
dimension.subscribe((event) => {
  if (event.name === 'dimension.check_failed') expectTypeOf(event.payload.error).toEqualTypeOf<string>();
  if (event.name === 'dimension.changed') {
    expectTypeOf(event.payload.changeClass).toEqualTypeOf<'data' | 'additive' | 'breaking' | 'metadata'>();
  }
  // @ts-expect-error not every member has it
  event.payload.changeClass;
});

const failures = signals.of('*.*_failed');
expectTypeOf<'entity.merge_failed'>().toExtend<Names<typeof failures>>();
expectTypeOf<'entity.after_merge'>().not.toExtend<Names<typeof failures>>();
failures.subscribe((event) => {
  if ('error' in event.payload) expectTypeOf(event.payload.error).toExtend<string | undefined>();
});

const all = signals.of('*');
expectTypeOf<'signals.observer_failed'>().toExtend<Names<typeof all>>();

// Aliases give what they stand for, patterns of aliases as well.
const alias = signals.of('datapipes.pre_run');
expectTypeOf<Names<typeof alias>>().toEqualTypeOf<'datapipes.before_run'>();
const stale = signals.of('streaming.query_stale');
expectTypeOf<Names<typeof stale>>().toEqualTypeOf<'streaming.query_stalled'>();
const pip = signals.of('pip.*_install');
expectTypeOf<Names<typeof pip>>().toEqualTypeOf<'packages.before_install' | 'packages.after_install'>();

// Names of others are open, and untyped.
const open = signals.of('shop.order_seen');
expectTypeOf(open).toEqualTypeOf<Observable<SignalEvent>>();
const dynamic = signals.of('shop.order_seen' as string);
expectTypeOf(dynamic).toEqualTypeOf<Observable<SignalEvent>>();

// Unknown names of the core do not compile, and neither do patterns that match nothing there.
// @ts-expect-error there is no such signal
signals.of('datapipes.after_pip');
// @ts-expect-error there is no such signal
signals.of('datapipes.nothing_*');
// @ts-expect-error the namespace belongs to the core
signals.emit('datapipes.after_pip', afterPipe);
// @ts-expect-error an alias is for listening
signals.emit('datapipes.post_pipe', afterPipe);

// Payloads must fit.
signals.emit('datapipes.after_pipe', afterPipe);
signals.emit('datapipes.after_pipe', () => afterPipe);
// @ts-expect-error a field has the wrong type
signals.emit('datapipes.after_pipe', { ...afterPipe, attempts: '1' });
// @ts-expect-error fields are missing
signals.emit('datapipes.after_pipe', { runId: 'r' });
// @ts-expect-error a field is misspelt
signals.emit('datapipes.pipe_skipped', {
  runId: 'r',
  pipeId: 'p',
  pipeName: 'p',
  skipReason: 'no_data',
  upstrem: 'a',
});
// @ts-expect-error not one of the reasons
signals.emit('datapipes.pipe_skipped', { runId: 'r', pipeId: 'p', pipeName: 'p', skipReason: 'bored' });
// @ts-expect-error the thunk gives something else
signals.emit('datapipes.after_pipe', () => ({ runId: 'r' }));

// Extensions: untyped by name, typed by handle, and known everywhere when declared by merging.
signals.emit('shop.order_seen', { anything: 1 });
const orderSeen = signals.define('shop.order_seen', t.type({ orderId: t.string }), 'An order came in.');
expectTypeOf(orderSeen).toEqualTypeOf<Signal<{ orderId: string }>>();
// @ts-expect-error the handle knows its payload
orderSeen.next({ orderId: 1 });
const parcel = signals.of('depot.parcel_seen');
expectTypeOf<Payloads<typeof parcel>>().toEqualTypeOf<{ readonly parcelId: string }>();
const depot = signals.of('depot.*');
expectTypeOf<Names<typeof depot>>().toEqualTypeOf<'depot.parcel_seen'>();
// @ts-expect-error the payload is known
signals.emit('depot.parcel_seen', { parcelId: 1 });
// @ts-expect-error core names cannot be defined
signals.define('datapipes.mine', t.type({}), 'Mine.');

// An emitter emits what it said, and nothing else.
const emitter = signals.emitter({
  emitter: 'shop',
  signals: ['entity.registered', 'datapipes.after_pipe'],
});
emitter.emit('entity.registered', { entityId: 'a', entityName: 'a' });
// @ts-expect-error it did not say so
emitter.emit('datapipes.before_run', {});
// @ts-expect-error there is no such signal
signals.emitter({ emitter: 'shop', signals: ['entity.registred'] });

// The operator narrows like the bus does.
const narrowed = signals.of('*').pipe(matching('entity.after_*'));
expectTypeOf<Names<typeof narrowed>>().toEqualTypeOf<
  | 'entity.after_ensure_table'
  | 'entity.after_read'
  | 'entity.after_merge'
  | 'entity.after_append'
  | 'entity.after_write'
>();
