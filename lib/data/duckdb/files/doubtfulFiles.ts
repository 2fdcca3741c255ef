import type { Session } from '../connection/session.ts';
import { quoted, quotedText } from '../tables/quoted.ts';
import { type FileGroup, locationOf, type NumberedFile } from './fileGroup.ts';
import { DOUBT, FILE, type StageNames, temp } from './stageNames.ts';

/** The CSV files of which something is not certain to be what `textFiles` would make of it; their rows are removed. */
export async function doubtfulFiles(
  session: Session,
  groups: readonly FileGroup[],
  names: StageNames,
): Promise<readonly NumberedFile[]> {
  if (groups.length === 0) return [];
  const { rows, errors, scans } = names;
  const files = groups.flatMap((group) => group.files);
  const found = await session.rows(
    `select distinct ${quoted(FILE)} as file from ${temp(rows)} where ${quoted(DOUBT)}`,
  );
  const numbers = new Set(found.map(({ file }) => Number(file)));
  const made = await session.rows(`select 1 from duckdb_tables() where table_name = ${quotedText(errors)}`);
  if (made.length > 0) {
    const broken = await session.rows(
      `select distinct file_path as place from ${temp(errors)} join ${temp(scans)} using (scan_id, file_id)`,
    );
    const places = new Set(broken.map(({ place }) => String(place)));
    for (const file of files) if (places.has(locationOf(file))) numbers.add(file.number);
  }
  if (numbers.size === 0) return [];
  await session.run(`delete from ${temp(rows)} where ${quoted(FILE)} in (${[...numbers].join(', ')})`);
  return files.filter(({ number }) => numbers.has(number));
}
