import fs, { openSync, writeSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { audit } from '../../../lib/observers/audit.ts';
import { Signals } from '../../../lib/signals/signals.ts';

/**
 * A process that keeps signals in a file until it is killed, and notes in another each one that was kept.
 * Given a `tearAt`, it is killed in the middle of writing that record, in the middle of a character.
 */
const [path = '', report = '', writer = '', tearAt = ''] = process.argv.slice(2);
const write = writeSync;
const reported = openSync(report, 'a');
const pages = 'ä€𝄞'.repeat(4_000);
let count = 1;

function writeAndDie(fd: number, bytes: Buffer): number {
  if (count !== Number(tearAt)) return write(fd, bytes);
  write(fd, bytes, 0, bytes.indexOf(Buffer.from('€')) + 2);
  process.kill(process.pid, 'SIGKILL');
  throw new Error('expected to be killed, got to live');
}

Object.assign(fs, { writeSync: writeAndDie });
syncBuiltinESMExports();

const signals = new Signals({ maxFailures: 1 });
signals.observe('audit', audit({ path, limit: 1_000_000 }));
for (; count <= 2_000; count++) {
  signals.emit('shop.order_seen', { writer, count, pages: count % 4 === 0 ? '€' : pages });
  write(reported, `${writer} ${count}\n`);
  if (count === 3) write(1, 'writing');
}
