import { cpSync, existsSync, rmSync } from 'node:fs';
import { databaseIn } from './task.ts';

/** The database as it was at the kill, as looking at it opens it and so changes it. */
export function keptAside(folder: string): void {
  const path = databaseIn(folder);
  for (const end of ['', '.wal']) {
    rmSync(`${path}${end}.killed`, { force: true });
    if (existsSync(`${path}${end}`)) cpSync(`${path}${end}`, `${path}${end}.killed`);
  }
}
