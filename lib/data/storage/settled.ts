import type { StoredFile } from './fileStorage.ts';

/** How long a file has been as it is. */
export interface Settling {
  readonly file: StoredFile;
  readonly since: number;
  readonly isTold: boolean;
}

/** Notes how files are now, and gives those that have been so for long enough and were not told. */
export function settled(
  files: readonly StoredFile[],
  known: Map<string, Settling>,
  { settle, now }: { readonly settle: number; readonly now: number },
): readonly StoredFile[] {
  const there = new Set(files.map(({ path }) => path));
  for (const path of known.keys()) if (!there.has(path)) known.delete(path);
  return files.filter((file) => {
    const before = known.get(file.path);
    const since = before && isSame(before.file, file) ? before.since : now;
    const isDue = now - since >= settle;
    const wasTold = before?.isTold === true && since === before.since && isSame(before.file, file);
    known.set(file.path, { file, since, isTold: wasTold || isDue });
    return isDue && !wasTold;
  });
}

const isSame = (one: StoredFile, other: StoredFile) =>
  one.size === other.size && one.modifiedAt === other.modifiedAt;

/** The files beside which a marker stands. */
export function marked(files: readonly StoredFile[], marker: string): readonly StoredFile[] {
  const paths = new Set(files.map(({ path }) => path));
  return files.filter(({ path }) => !path.endsWith(marker) && paths.has(path + marker));
}
