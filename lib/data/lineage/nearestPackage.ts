import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { failureOf } from '../../signals/failureOf.ts';

/** A package as it calls itself. */
export interface PackageOf {
  readonly name: string;
  readonly version: string;
}

/** A package.json that cannot be read. */
export class PackageFileError extends Error {
  override readonly name = 'PackageFileError';

  constructor(
    readonly path: string,
    cause: unknown,
  ) {
    super(`expected a readable package.json at ${path}, got ${failureOf(cause).error}`, { cause });
  }
}

/**
 * The nearest package in or above a folder or file, given as a path or URL; nothing where there is none. One that has
 * no name or no version, as in folders of build results, is passed over.
 */
export function nearestPackage(from: string): PackageOf | undefined {
  let folder = resolve(from.startsWith('file:') ? fileURLToPath(from) : from);
  for (;;) {
    const found = packageAt(join(folder, 'package.json'));
    if (found) return found;
    const above = dirname(folder);
    if (above === folder) return undefined;
    folder = above;
  }
}

function packageAt(path: string): PackageOf | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as { code?: string };
    // Below a file there is nothing, and a folder may be called so as well.
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined;
    throw new PackageFileError(path, error);
  }
  return parsed(path, text);
}

function parsed(path: string, text: string): PackageOf | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new PackageFileError(path, error);
  }
  if (typeof json !== 'object' || json === null) return undefined;
  const { name, version } = json as { name?: unknown; version?: unknown };
  return typeof name === 'string' && typeof version === 'string' ? { name, version } : undefined;
}
