import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { ran } from './support/ran.ts';

const folder = mkdtempSync(join(tmpdir(), 'rekindle-init-'));

describe('init', () => {
  jest.setTimeout(60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('makes a project of which everything holds that its README says', async () => {
    expect(await ran(['init', 'shop'], { cwd: folder })).toMatchObject({
      code: 0,
      out: expect.stringContaining('cd shop'),
    });
    const cwd = join(folder, 'shop');
    const lines = readFileSync(join(cwd, 'README.md'), 'utf8').split('\n');
    const commands = lines.flatMap((line) => /^ {4}npx rekindle (.*?) +# (.*)$/.exec(line)?.slice(1) ?? []);
    const said: string[] = [];
    for (let i = 0; i < commands.length; i += 2) {
      const [words = '', claim = ''] = commands.slice(i, i + 2);
      const { code, out, err } = await ran(words.split(' '), { cwd });
      expect([words, code, err]).toEqual([words, 0, '']);
      said.push(out);
      for (const part of claim.split(/, | and |: /).filter((one) => one !== 'who wrote what'))
        expect([words, out]).toEqual([words, expect.stringContaining(part)]);
    }
    expect(commands.length).toBe(10);
    const [ingested, , shown, , history] = said;
    expect(ingested).toContain('orders_2026-03-01.csv');
    expect(shown).not.toContain('A-4');
    expect(history).toMatch(/gold\.large_orders +merge +\d+ +3 +3 +0 +0 .* select_large /);
    expect(existsSync(join(cwd, 'shop.duckdb'))).toBe(true);
  });
});
