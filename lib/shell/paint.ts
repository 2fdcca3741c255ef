/** What a word is to look like on a terminal that has colours. */
export type Look = 'good' | 'bad' | 'warn' | 'faint';

/** Colours a text, or leaves it as it is. */
export type Paint = (text: string, look: Look) => string;

const COLOURS: Readonly<Record<Look, number>> = { good: 32, bad: 31, warn: 33, faint: 90 };

/** Colours for a terminal. */
export const colours: Paint = (text, look) => `\u001b[${COLOURS[look]}m${text}\u001b[39m`;

/** For whatever is no terminal. */
export const noColours: Paint = (text) => text;
