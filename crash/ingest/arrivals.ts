import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Workload } from '../judging/workload.ts';
import { type Delivery, deliveryOf } from './deliveries.ts';

/** The root of the storage. */
export const filesIn = (folder: string): string => join(folder, 'files');

/** How many files have been delivered. */
export function deliveredIn(folder: string): number {
  const counter = join(folder, 'delivered');
  return existsSync(counter) ? Number(readFileSync(counter, 'utf8')) : 0;
}

/** Delivers one file after the other while a process runs, and some of them twice; each appears as a whole. */
export const arrivals: NonNullable<Workload['arrivals']> = ({ seed, steps, folder }) => {
  let number = deliveredIn(folder);
  const timer = setInterval(() => {
    if (number >= steps) return clearInterval(timer);
    number += 1;
    deliver(folder, deliveryOf(seed, number));
    if (number % 7 === 0) deliver(folder, deliveryOf(seed, number - 3));
    writeFileSync(join(folder, 'delivered'), String(number));
  }, EVERY);
  return () => clearInterval(timer);
};

const EVERY = 8;

function deliver(folder: string, { path, content }: Delivery): void {
  const place = join(filesIn(folder), path);
  const beside = join(folder, 'being-written');
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(beside, content);
  renameSync(beside, place);
}
