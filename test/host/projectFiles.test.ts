import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { projectFiles } from '../../lib/host/projectFiles.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rekindle-files-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Makes empty files, and says which of them are a project. */
function found(files: readonly string[], path = '.'): readonly string[] {
  for (const file of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), '');
  }
  return projectFiles(join(root, path)).files.map((file) => relative(root, file));
}

describe('projectFiles', () => {
  it('takes a file for itself', () => {
    expect(found(['shop.ts', 'rekindle.ts'], 'shop.ts')).toEqual(['shop.ts']);
  });

  it.each([
    [['rekindle.mts', 'index.ts', 'other.ts'], 'rekindle.mts'],
    [['src/rekindle.cts', 'index.ts'], 'src/rekindle.cts'],
    [['index.js', 'src/index.ts'], 'index.js'],
    [['src/index.mjs', 'src/other.mjs'], 'src/index.mjs'],
  ])('of %j takes the entry', (files, entry) => {
    expect(found(files)).toEqual([entry]);
  });

  it('takes every file of a folder without an entry, except for what is no part of it', () => {
    const parts = ['a.ts', 'b/c.mts', 'b/d.js'];
    const others = ['a.test.ts', 'jest.config.ts', 'types.d.ts', '.hidden/x.ts', 'node_modules/y/z.js'];
    expect(found([...parts, ...others, 'dist/a.js', 'test/a.ts', 'README.md'])).toEqual(parts);
  });

  it('refuses what is not there, with the nearest that is', () => {
    expect(() => found(['shop.ts'], 'shpo.ts')).toThrow(
      /shpo\.ts, which is not there; did you mean ".*shop\.ts"\?$/,
    );
  });

  it('refuses a file that is no code, and a folder without any', () => {
    expect(() => found(['README.md'], 'README.md')).toThrow(
      /^expected a TypeScript or JavaScript file or a folder/,
    );
    expect(() => found(['README.md'])).toThrow(/got no file to load$/);
  });
});
