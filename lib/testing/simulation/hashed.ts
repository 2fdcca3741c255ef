/**
 * A number from 0 up to, but not including, 1 that depends on nothing but what it is given. What is drawn so stays the
 * same whatever else is left out, as no two draws share a stream.
 */
export function hashed(seed: number, ...parts: readonly (string | number)[]): number {
  let hash = mixed(0x9e3779b9, seed);
  for (const part of parts) {
    if (typeof part === 'number') hash = mixed(hash, part);
    else for (let i = 0; i < part.length; i++) hash = mixed(hash, part.charCodeAt(i));
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

function mixed(hash: number, part: number): number {
  const turned = Math.imul(hash ^ part, 0xcc9e2d51);
  return (Math.imul((turned << 15) | (turned >>> 17), 0x1b873593) + 0xe6546b64) | 0;
}

/** A whole number from `least` up to `most`. */
export function hashedBetween(
  least: number,
  most: number,
  seed: number,
  ...parts: readonly (string | number)[]
): number {
  return least + Math.floor(hashed(seed, ...parts) * (most - least + 1));
}

/** Whether what happens in a seed happens in step, so that many things happen at the same moment. */
export const inStep = (seed: number): boolean => hashed(seed, 'in step') < 0.5;
