import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Subject, take } from 'rxjs';
import { audit } from '../../lib/observers/audit.ts';
import { SignalEvent } from '../../lib/signals/signalEvent.ts';
import { Signals } from '../../lib/signals/signals.ts';
import { RecordingError, readRecording } from '../../lib/testing/readRecording.ts';
import { record } from '../../lib/testing/record.ts';
import { SimulatedScheduler } from '../../lib/testing/simulatedScheduler.ts';

function recorded(run: (signals: Signals, scheduler: SimulatedScheduler) => void): string[] {
  const scheduler = new SimulatedScheduler({ startsAt: 1_000 });
  const signals = new Signals({ scheduler, ids: (name) => name });
  const lines: string[] = [];
  record(signals.of('*')).subscribe((line) => lines.push(line));
  run(signals, scheduler);
  return lines;
}

describe('record', () => {
  it('gives a line of JSON for each signal, without secrets', () => {
    const lines = recorded((signals, scheduler) => {
      signals.emit('dimension.watch_stopped', { entityId: 'stores' });
      scheduler.advanceBy(5);
      signals.emit('shop.opened', { url: 'db://me:word@host', token: 'word', note: 'one\ntwo' });
    });

    expect(lines).toEqual([
      '{"signal":"dimension.watch_stopped","sequence":1,"timestamp":"1970-01-01T00:00:01.000Z","operationId":"system","entityId":"stores"}',
      '{"signal":"shop.opened","sequence":2,"timestamp":"1970-01-01T00:00:01.005Z","operationId":"system","url":"db://[redacted]@host","token":"[redacted]","note":"one\\ntwo"}',
    ]);
  });

  it('takes what is secret and how much is too much', () => {
    const all$ = new Subject<SignalEvent>();
    const lines: string[] = [];
    record(all$, { secret: (key) => key === 'orderId', limit: 100 }).subscribe((line) => lines.push(line));
    all$.next(
      new SignalEvent('shop.opened', { orderId: 'a', text: 'x'.repeat(500) }, 1, 0, 'op', undefined),
    );

    expect(readRecording(lines)[0]?.payload).toEqual({
      orderId: '[redacted]',
      text: `${'x'.repeat(32)}… [cut: 468 more characters]`,
    });
  });

  it('ends as its source does, and when it is unsubscribed', () => {
    const all$ = new Subject<SignalEvent>();
    const ends: unknown[] = [];
    record(all$).subscribe({ complete: () => ends.push('complete') });
    record(all$).pipe(take(1)).subscribe();
    const left = record(all$).subscribe();
    left.unsubscribe();
    all$.next(new SignalEvent('shop.opened', {}, 1, 0, 'op', undefined));
    all$.complete();

    expect([ends, all$.observed]).toEqual([['complete'], false]);
    record(new Signals().of('*'))
      .subscribe({ error: (error) => ends.push(error) })
      .unsubscribe();
    expect(ends).toHaveLength(1);
  });
});

describe('readRecording', () => {
  it('reads back what was recorded', () => {
    const lines = recorded((signals, scheduler) => {
      signals.of('dimension.watch_stopped').subscribe(() => signals.emit('shop.closed', { rows: 1 }));
      signals.emit('dimension.watch_stopped', { entityId: 'stores' });
      scheduler.advanceBy(250);
      signals.emit('shop.opened', 'plain');
      signals.emit('shop.opened', {});
    });

    expect(readRecording(lines)).toEqual([
      {
        name: 'dimension.watch_stopped',
        payload: { entityId: 'stores' },
        sequence: 1,
        time: 1_000,
        operationId: 'system',
      },
      {
        name: 'shop.closed',
        payload: { rows: 1 },
        sequence: 2,
        time: 1_000,
        operationId: 'system',
        causedBy: 1,
      },
      { name: 'shop.opened', payload: 'plain', sequence: 3, time: 1_250, operationId: 'system' },
      { name: 'shop.opened', payload: {}, sequence: 4, time: 1_250, operationId: 'system' },
    ]);
    expect(readRecording(`${lines.join('\n')}\n`)).toEqual(readRecording(lines));
  });

  it('gives back fields of a payload that are called like those of the envelope', () => {
    const payload = {
      timestamp: 'then',
      signal: 'red',
      sequence: 'none',
      payload_x: 1,
      causedBy: { a: 1 },
    };
    const lines = recorded((signals) => signals.emit('shop.opened', payload));

    expect(readRecording(lines)[0]?.payload).toEqual(payload);
  });

  it('reads what audit has kept', () => {
    const folder = mkdtempSync(join(tmpdir(), 'recording-'));
    const path = join(folder, 'audit.jsonl');
    const lines = recorded((signals) => {
      signals.observe('audit', audit({ path }));
      signals.emit('dimension.watch_stopped', { entityId: 'stores' });
      signals.emit('shop.opened', { rows: 1 });
    });
    const kept = readFileSync(path, 'utf8');
    rmSync(folder, { recursive: true });

    expect(readRecording(kept)).toEqual(readRecording(lines));
    expect(readRecording(lines)).toHaveLength(2);
  });

  it.each([
    ['{"signal":"a.b","seq', '{"signal":"a.b","seq'],
    ['{"signal":"a.b"}', '{"signal":"a.b"}'],
    ['[]', '[]'],
    ['null', 'null'],
    [
      '{"signal":"a.b","sequence":1,"timestamp":"noon","operationId":"x"}',
      '{"signal":"a.b","sequence":1,"timestamp":"noon","operationId":"x"}',
    ],
    ['x'.repeat(500), `${'x'.repeat(100)}…`],
  ])('refuses %p and says where it is', (text, shown) => {
    const [first = ''] = recorded((signals) => signals.emit('shop.opened', {}));
    const read = () => readRecording([first, '', text]);

    expect(read).toThrow(RecordingError);
    expect(read).toThrow(
      `expected a signal in line 3 of the recording, as record(…) writes it, got ${shown}`,
    );
  });

  it('reads nothing out of nothing', () => {
    expect(readRecording('')).toEqual([]);
  });
});
