/**
 * A predicate for a pattern of dotted names: `*` is any characters of a segment, `**` any characters at
 * all, `?` one character of a segment. However many wildcards there are, only the last of each kind is
 * ever taken back, so that no pattern takes for ever.
 */
export function glob(pattern: string): (text: string) => boolean {
  const byCharacter = pattern.includes('?');
  const tokens = pattern.match(byCharacter ? /\*{2,}|[\s\S]/gu : /\*{2,}|[\s\S]/g) ?? [];
  const [start = ''] = pattern.split(/[*?]/, 1);
  return (text) => text.startsWith(start) && matches(tokens, byCharacter ? [...text] : text);
}

/** Goes on from the last `*` when it gets stuck, and where that is at its end, from the last `**`. */
function matches(tokens: readonly string[], text: ArrayLike<string>): boolean {
  let star = none;
  let deep = none;
  for (let token = 0, at = 0; ; ) {
    const wanted = tokens[token];
    if (wanted === '*') star = { token: ++token, text: at };
    else if (wanted?.startsWith('*')) {
      deep = { token: ++token, text: at };
      star = none;
    } else if (at < text.length && fits(wanted, text[at])) {
      token++;
      at++;
    } else if (at === text.length && wanted === undefined) return true;
    else if (star.token >= 0 && star.text < text.length && text[star.text] !== '.') {
      at = ++star.text;
      token = star.token;
    } else if (deep.token >= 0 && deep.text < text.length) {
      at = ++deep.text;
      token = deep.token;
      star = none;
    } else return false;
  }
}

const none = { token: -1, text: 0 };

const fits = (wanted: string | undefined, character: string | undefined) =>
  wanted === '?' ? character !== '.' : wanted === character;
