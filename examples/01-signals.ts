// Everything that happens is a signal: listen by name or by pattern, emit, and define signals of your own.
import * as t from 'io-ts';
import { RefusalError, Signals } from 'rekindle';

const signals = new Signals();

// A name is typed, and so is its payload.
signals.of('datapipes.after_pipe').subscribe(({ payload }) => {
  console.log(`${payload.pipeId} wrote ${payload.rowsProcessed} rows`);
});

// A pattern is the union of what it matches; the name tells the members apart.
signals.of('*.*_failed').subscribe((event) => {
  if (event.name === 'datapipes.pipe_failed')
    console.log(`${event.payload.pipeId} failed: ${event.payload.error}`);
});

// Nobody who listens can hurt the others.
signals.of('signals.observer_failed').subscribe(({ payload }) => {
  console.log(`${payload.observer} threw: ${payload.error}`);
});
signals.of('datapipes.*').subscribe(function clumsy() {
  throw new Error('I never work');
});

const pipe = { runId: 'r1', pipeName: 'orders', durationSeconds: 1.5, attempts: 1 };
signals.emit('datapipes.after_pipe', { ...pipe, pipeId: 'silver.orders', rowsProcessed: 120 });
signals.emit('datapipes.pipe_failed', {
  ...pipe,
  pipeId: 'gold.revenue',
  error: 'no column "amount"',
  errorType: 'SchemaError',
});

// Signals of your own are checked as well.
const orderSeen = signals.define('shop.order_seen', t.type({ orderId: t.string }), 'An order came in.');
orderSeen.subscribe(({ orderId }) => console.log(`order ${orderId}`));
orderSeen.next({ orderId: 'A-17' });
try {
  signals.emit('shop.order_seen', { order_id: 'A-18' });
} catch (error) {
  if (error instanceof RefusalError) console.log(error.message);
}

// What belongs together is emitted in an operation, and knows what led to it.
signals
  .of('shop.*')
  .subscribe(({ name, sequence, causedBy }) => console.log(`#${sequence} ${name}, because of ${causedBy}`));
const delivery = signals.operation('delivery', { causedBy: 5 });
delivery.emit('shop.parcel_packed', { orderId: 'A-17' });

// prints:
// silver.orders wrote 120 rows
// clumsy threw: I never work
// gold.revenue failed: no column "amount"
// clumsy threw: I never work
// order A-17
// payload of shop.order_seen: orderId: expected string, got nothing; did you mean "orderId" where it says "order_id"?
// #6 shop.parcel_packed, because of 5
