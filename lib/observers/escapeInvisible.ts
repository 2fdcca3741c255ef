/** Escapes what JSON leaves as it is, but a terminal or a reader of lines may take for the end of a line. */
export function escapeInvisible(json: string): string {
  return json.replace(INVISIBLE, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const INVISIBLE = /[\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
