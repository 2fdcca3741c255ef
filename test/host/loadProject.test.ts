import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { lastValueFrom } from 'rxjs';
import { loadProject } from '../../lib/host/loadProject.ts';
import * as rekindle from '../../lib/index.ts';
import { text } from '../support/text.ts';

const folder = mkdtempSync(join(tmpdir(), 'rekindle-load-'));
const write = (file: string, ...lines: readonly string[]) =>
  writeFileSync(join(folder, file), text(...lines));
const load = (file: string) => lastValueFrom(loadProject(join(folder, file), { modules: { rekindle } }));

describe('loadProject', () => {
  jest.setTimeout(60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('loads what a file exports', async () => {
    write('shop.ts', "import { entity } from 'rekindle';", "export const a = entity('t.a' as string);");
    expect((await load('shop.ts')).definitions.entity('t.a').id).toBe('t.a');
  });

  it.each([
    [
      'syntax',
      ['export const a = 1;', 'export const b = = 2;'],
      'syntax.ts:2: SyntaxError: Unexpected token',
    ],
    [
      'wrong',
      ["import { entity } from 'rekindle';", '', "export const a = entity('t.a', { keys: [1] as never });"],
      'wrong.ts:3: DefinitionError: entity "t.a": keys: expected an array of texts, got an array of 1',
    ],
  ])('says where loading failed: %s', async (name, lines, message) => {
    write(`${name}.ts`, ...lines);
    await expect(load(`${name}.ts`)).rejects.toMatchObject({ name: 'ProjectError', message });
  });
});
