import { filter, map, type Observable, toArray } from 'rxjs';
import type { StoredFile } from '../../data/storage/fileStorage.ts';
import type { Ingestion } from '../../definitions/ingestion.ts';
import type { FoundFile } from './foundFile.ts';

/** What stands beside a file in quarantine. */
export const REASON = '.reason.json';

/** The files that an ingestion means, in the order of their paths; what ingestions put away is not among them. */
export function discovered(
  files: Observable<StoredFile>,
  ingestion: Ingestion,
  all: readonly Ingestion[],
): Observable<readonly FoundFile[]> {
  const away = all.flatMap(({ after, quarantine }) => [
    ...(typeof after === 'object' ? [`${after.move}/`] : []),
    ...(quarantine === undefined ? [] : [`${quarantine}/`]),
  ]);
  const isAway = (path: string) => path.endsWith(REASON) || away.some((folder) => path.startsWith(folder));
  return files.pipe(
    map((file) => foundFile(file, ingestion)),
    filter((file) => file !== undefined),
    filter(({ path }) => !isAway(path)),
    toArray(),
    map((found) => found.sort((one, other) => (one.path < other.path ? -1 : 1))),
  );
}

/** A file with what its path tells; nothing where the ingestion does not mean it. */
export function foundFile(file: StoredFile, { path, pattern }: Ingestion): FoundFile | undefined {
  const folder = path === '' ? '' : `${path}/`;
  if (!file.path.startsWith(folder)) return undefined;
  const within = file.path.slice(folder.length);
  const groups = pattern.match(within);
  return groups && { ...file, within, groups };
}
