import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildSync } from 'esbuild';
import { filter, firstValueFrom, fromEvent, lastValueFrom, merge, timer, toArray } from 'rxjs';
import { readAudit, type TornLine } from '../../lib/observers/readAudit.ts';

const folder = mkdtempSync(join(tmpdir(), 'audit-crash-'));
const program = join(folder, 'writer.mjs');
const running = new Set<ChildProcess>();

beforeAll(() => {
  buildSync({
    entryPoints: [join(process.cwd(), 'test/observers/support/auditWriter.ts')],
    ...{ outfile: program, bundle: true, platform: 'node', format: 'esm', target: 'node20' },
  });
});

afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** Starts a writer, which is killed at a certain record, or else a while after it has begun. */
async function writeUntilKilled(path: string, writer: string, { tearAt = 0, afterMs = 0 }): Promise<void> {
  const child = spawn(process.execPath, [program, path, `${path}.kept`, writer, `${tearAt}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  const exit = firstValueFrom(fromEvent(child, 'exit'));
  await firstValueFrom(merge(fromEvent(child.stdout, 'data'), exit));
  if (tearAt === 0) {
    await firstValueFrom(timer(afterMs));
    child.kill('SIGKILL');
  }
  await exit;
  running.delete(child);
}

/** What the file has, beside what its writers say was kept. */
async function compare(path: string) {
  const torn: TornLine[] = [];
  const records$ = readAudit(path, { onTorn: (line) => torn.push(line) });
  const records = await lastValueFrom(
    records$.pipe(
      filter(({ signal }) => signal === 'shop.order_seen'),
      toArray(),
    ),
  );
  const found = records.map((record) => `${record['writer']} ${record['count']}`);
  const kept = readFileSync(`${path}.kept`, 'utf8').split('\n').slice(0, -1);
  return {
    records,
    found,
    kept,
    torn,
    lines: readFileSync(path, 'utf8').split('\n').filter(Boolean).length,
  };
}

describe('audit, when its process is killed', () => {
  it('loses no record that was kept, and takes no torn line for one', async () => {
    const path = join(folder, 'one.jsonl');
    for (let i = 0; i < 10; i++) {
      await writeUntilKilled(path, `writer-${i}`, i % 2 === 0 ? { afterMs: i } : { tearAt: 3 + i });
    }
    const { records, found, kept, torn, lines } = await compare(path);

    expect(kept.length).toBeGreaterThan(60);
    expect(kept.filter((one) => !found.includes(one))).toEqual([]);
    // A record may be written and its writer killed before it says so; it never says more.
    expect(found.length - kept.length).toBeLessThanOrEqual(10);
    expect(new Set(found).size).toBe(found.length);
    expect(records.filter(({ sequence, count }) => sequence !== count)).toEqual([]);
    expect(torn.length).toBeGreaterThanOrEqual(5);
    expect(torn.length).toBeLessThanOrEqual(10);
    expect(lines).toBe(found.length + torn.length);
  }, 20_000);

  it('loses none of several processes that append to one file', async () => {
    const path = join(folder, 'several.jsonl');
    const writers = Array.from({ length: 4 }, (_, i) =>
      writeUntilKilled(path, `writer-${i}`, { afterMs: i * 10 }),
    );
    await Promise.all(writers);
    const { found, kept, torn } = await compare(path);

    expect(kept.filter((one) => !found.includes(one))).toEqual([]);
    expect(torn.length).toBeLessThanOrEqual(4);
  }, 20_000);
});
