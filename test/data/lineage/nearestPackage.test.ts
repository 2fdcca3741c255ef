import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { nearestPackage, PackageFileError } from '../../../lib/data/lineage/nearestPackage.ts';
import { failureOf } from '../../support/failureOf.ts';

const root = mkdtempSync(join(tmpdir(), 'package-'));
afterAll(() => rmSync(root, { recursive: true }));

const write = (path: string, text: string) => {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
};
write('shop/package.json', '{"name":"shop","version":"1.2.3"}');
write('shop/dist/package.json', '{"type":"module"}');
write('shop/dist/pipes/orders.ts', '');
write('shop/inner/package.json', '{"name":"inner","version":"4.0.0"}');
write('broken/package.json', '{"name":');

describe('nearestPackage', () => {
  const shop = { name: 'shop', version: '1.2.3' };
  it.each([
    ['a folder', join(root, 'shop'), shop],
    ['a folder below, past one without a version', join(root, 'shop/dist/pipes'), shop],
    ['a file', join(root, 'shop/dist/pipes/orders.ts'), shop],
    ['the address of a file', pathToFileURL(join(root, 'shop/dist/pipes/orders.ts')).href, shop],
    ['what is not there', join(root, 'shop/nothing/at/all'), shop],
    ['an inner package', join(root, 'shop/inner'), { name: 'inner', version: '4.0.0' }],
    ['a folder above all', '/', undefined],
  ])('finds from %s', (_, from, found) => expect(nearestPackage(from)).toEqual(found));

  it('refuses one that cannot be read, with its path', () => {
    const failure = failureOf(() => nearestPackage(join(root, 'broken'))) as PackageFileError;
    expect(failure).toBeInstanceOf(PackageFileError);
    expect(failure.message).toContain(
      `expected a readable package.json at ${join(root, 'broken/package.json')}`,
    );
  });
});
