/** How many columns of a terminal a text takes: wide signs take two; marks on others and colours none. */
export function textWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  return partsOf(text).reduce((width, part) => width + part.width, 0);
}

/** The beginning of a text that fits into some columns, with a sign at its end where something is left out. */
export function cutToWidth(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  if (columns < 1) return '';
  let cut = '';
  let width = 1;
  let isFull = false;
  for (const part of partsOf(text)) {
    width += part.width;
    isFull ||= width > columns;
    // Colours are let through to the end, so that none is left on.
    if (part.width === 0 && part.text.startsWith(ESCAPE)) cut += part.text;
    else if (!isFull) cut += part.text;
  }
  return `${cut}…`;
}

const ESCAPE = '\u001b';
const COLOUR = new RegExp(`(${ESCAPE}\\[[\\d;]*m)`);
const PLAIN = /^[\x20-\x7e]*$/;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Scripts of the East and pictures; what nobody is sure of takes one. */
const WIDE =
  /^(?:[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]|.\ufe0f)/u;

interface Part {
  readonly text: string;
  readonly width: number;
}

function partsOf(text: string): readonly Part[] {
  return text.split(COLOUR).flatMap((piece) => {
    if (piece.startsWith(ESCAPE)) return [{ text: piece, width: 0 }];
    return [...graphemes.segment(piece)].map(({ segment }) => ({ text: segment, width: widthOf(segment) }));
  });
}

const widthOf = (grapheme: string) => (WIDE.test(grapheme) ? 2 : /^\p{M}/u.test(grapheme) ? 0 : 1);
