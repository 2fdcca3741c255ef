import fs, {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { Subject, throwError } from 'rxjs';
import { type AuditOptions, audit } from '../../lib/observers/audit.ts';
import { AuditFileError } from '../../lib/observers/auditFile.ts';
import type { AuditRecord } from '../../lib/observers/auditRecord.ts';
import { SignalEvent } from '../../lib/signals/signalEvent.ts';
import { Signals } from '../../lib/signals/signals.ts';

const folder = mkdtempSync(join(tmpdir(), 'audit-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
const newPath = () => join(folder, `${++files}.jsonl`);
const linesOf = (path: string) => readFileSync(path, 'utf8').split('\n');

const event = (sequence: number, payload: unknown = {}, name = 'shop.order_seen') =>
  new SignalEvent(name, payload, sequence, 0, 'op', undefined);
const line = (sequence: number, fields = '') =>
  `{"signal":"shop.order_seen","sequence":${sequence},"timestamp":"1970-01-01T00:00:00.000Z","operationId":"op"${fields}}`;

/** An audit that is listening, what it has emitted, and how it has ended. */
function listening(options: AuditOptions) {
  const all$ = new Subject<SignalEvent>();
  const records: AuditRecord[] = [];
  const ends: unknown[] = [];
  const subscription = audit(options)(all$).subscribe({
    next: (record) => records.push(record),
    error: (error) => ends.push(error),
    complete: () => ends.push('completed'),
  });
  return { all$, records, ends, subscription };
}

/** Does something else in place of the next write. */
function insteadOfWriting(act: (bytes: Buffer, write: (bytes: Buffer) => number) => number): void {
  const write = fs.writeSync;
  const once = (fd: number, bytes: Buffer) => act(bytes, (given) => write(fd, given));
  jest.spyOn(fs, 'writeSync').mockImplementationOnce(once as typeof fs.writeSync);
}

describe('audit', () => {
  it('has written a record when it emits it', () => {
    const path = newPath();
    const { all$, records } = listening({ path });

    all$.next(event(1, { orderId: 'a', text: 'one\ntwo\u2028three' }));
    expect(linesOf(path)).toEqual([line(1, ',"orderId":"a","text":"one\\ntwo\u2028three"'), '']);
    all$.next(event(2));
    expect(linesOf(path).slice(1)).toEqual([line(2), '']);
    expect(records).toMatchObject([{ sequence: 1, orderId: 'a' }, { sequence: 2 }]);
  });

  it('keeps no secrets, and cuts what is too big', () => {
    const path = newPath();
    const { all$ } = listening({ path, limit: 200, secret: (key) => key === 'orderId' });

    all$.next(event(1, { orderId: 'a', url: 'db://me:word@host', long: 'x'.repeat(1_000) }));
    expect(linesOf(path)[0]).toBe(
      line(
        1,
        `,"orderId":"[redacted]","url":"db://[redacted]@host","long":"${'x'.repeat(64)}… [cut: 936 more characters]"`,
      ),
    );
  });

  it.each<[string | string[] | undefined, number[]]>([
    [undefined, [1, 2, 3]],
    ['datapipes.pre_pipe', [2]],
    ['*.before_*', [2, 3]],
    [
      ['shop.*', 'entity.before_read'],
      [1, 3],
    ],
    [[], []],
  ])('selects %j', (select, sequences) => {
    const { all$, records } = listening({ path: newPath(), ...(select && { select }) });

    all$.next(event(1));
    all$.next(event(2, {}, 'datapipes.before_pipe'));
    all$.next(event(3, {}, 'entity.before_read'));
    expect(records.map(({ sequence }) => sequence)).toEqual(sequences);
  });

  it('refuses a name that no signal has, when it is made', () => {
    expect(() => audit({ path: newPath(), select: ['datapipes.before_pip'] })).toThrow(
      'did you mean "datapipes.before_pipe"?',
    );
  });

  it('appends to what is there, and sets a torn end apart', () => {
    const path = newPath();
    writeFileSync(path, `${line(1)}\n${line(2).slice(0, 20)}`);
    const { all$ } = listening({ path });

    expect(linesOf(path)).toEqual([line(1), line(2).slice(0, 20), '']);
    all$.next(event(3));
    expect(linesOf(path).slice(2)).toEqual([line(3), '']);
  });

  it('sets apart what another process left torn while both had the file open', () => {
    const path = newPath();
    const { all$ } = listening({ path });
    all$.next(event(1));
    appendFileSync(path, line(2).slice(0, 20));
    all$.next(event(3));
    appendFileSync(path, `${line(4)}\n`);
    all$.next(event(5));

    expect(linesOf(path)).toEqual([line(1), line(2).slice(0, 20), line(3), line(4), line(5), '']);
  });

  it('writes a record again that went behind one that another process was killed in the middle of', () => {
    const path = newPath();
    const { all$, records } = listening({ path });
    insteadOfWriting((bytes, write) => {
      appendFileSync(path, line(2).slice(0, 20));
      return write(bytes);
    });
    all$.next(event(1));

    expect(linesOf(path)).toEqual([line(2).slice(0, 20) + line(1), line(1), '']);
    expect(records).toHaveLength(1);
  });

  it('writes a record once that others wrote beside', () => {
    const path = newPath();
    const { all$ } = listening({ path });
    insteadOfWriting((bytes, write) => {
      appendFileSync(path, `${line(2)}\n`);
      const written = write(bytes);
      appendFileSync(path, `${line(3)}\n`);
      return written;
    });
    all$.next(event(1));

    expect(linesOf(path)).toEqual([line(2), line(1), line(3), '']);
  });

  it('errors when a record does not fit, and leaves the next one a line of its own', () => {
    const path = newPath();
    const { all$, ends } = listening({ path });
    insteadOfWriting((bytes, write) => write(bytes.subarray(0, 20)));
    all$.next(event(1));
    listening({ path }).all$.next(event(2));

    expect(ends).toMatchObject([{ name: 'AuditFileError', path }]);
    expect(String(ends[0])).toContain(`bytes to fit into ${path}, got 20 written`);
    expect(linesOf(path)).toEqual([line(1).slice(0, 20), line(2), '']);
  });

  it('goes on in a file that was emptied', () => {
    const path = newPath();
    const { all$ } = listening({ path, durable: true });
    all$.next(event(1));
    writeFileSync(path, '');
    all$.next(event(2));

    expect(linesOf(path)).toEqual([line(2), '']);
  });

  it('opens the file when subscribed to, and closes it however it ends', () => {
    const open = () => listening({ path: newPath() });
    const failed = listening({ path: newPath() });
    const before = openFiles();
    const path = newPath();
    const cold = audit({ path });

    expect(existsSync(path)).toBe(false);
    const [completed, stopped, other] = [open(), open(), cold(throwError(() => 'broken'))];
    other.subscribe({ error: () => {} });
    completed.all$.complete();
    stopped.subscription.unsubscribe();
    failed.all$.error('broken');
    expect(existsSync(path)).toBe(true);
    expect(completed.ends).toEqual(['completed']);
    expect(failed.ends).toEqual(['broken']);
    expect(openFiles()).toBe(before === undefined ? undefined : before - 1);
  });

  it('makes no folders, and says which file it wanted', () => {
    const path = join(folder, 'none', 'audit.jsonl');
    const { ends } = listening({ path });

    expect(ends).toEqual([expect.any(AuditFileError)]);
    expect(ends[0]).toMatchObject({
      path,
      message: expect.stringMatching(/^expected to open .*, got .*ENOENT/),
    });
  });

  const full = '/dev/full';
  (existsSync(full) ? it : it.skip)('errors when the disk is full, which the bus reports', () => {
    const faults: string[] = [];
    const signals = new Signals({ unheard: ({ error }) => faults.push(String(error)) });
    signals.observe('audit', audit({ path: full }));
    signals.emit('shop.order_seen', {});
    signals.emit('shop.order_seen', {});

    expect(faults).toEqual([
      expect.stringMatching(/^AuditFileError: expected to append to \/dev\/full, got .*ENOSPC/),
    ]);
  });
});

/** How many files this process has open, where the system tells. */
function openFiles(): number | undefined {
  return existsSync('/proc/self/fd') ? readdirSync('/proc/self/fd').length : undefined;
}
