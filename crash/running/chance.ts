/** Numbers from 0 up to, but not including, 1; the same for the same name. */
export type Chance = () => number;

/** What a seed and a name have happen, by chance but always the same. */
export function chanceOf(...name: readonly (string | number)[]): Chance {
  let state = 2_166_136_261;
  for (const character of name.join(' ')) state = Math.imul(state ^ character.charCodeAt(0), 16_777_619);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A whole number from 0 up to, but not including, a limit. */
export const below = (limit: number, chance: Chance): number => Math.floor(chance() * limit);

/** One of some. */
export const oneOf = <T>(all: readonly T[], chance: Chance): T => all[below(all.length, chance)] as T;
