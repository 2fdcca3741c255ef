export interface TruncateOptions {
  /** Longest JSON text, in bytes, that passes uncut. @default 16_384 */
  limit?: number;
}

/**
 * Cuts plain data whose JSON text is longer than the limit, so that it can be seen where and how much
 * was cut: long texts and long lists keep their beginning, followed by a note. What fits passes as it is.
 */
export function truncate(value: unknown, { limit = 16_384 }: TruncateOptions = {}): unknown {
  const size = sizeOf(value);
  if (size <= limit) return value;
  for (const { text, items } of budgets) {
    const shorter = cut(value, text, items);
    if (sizeOf(shorter) <= limit) return shorter;
  }
  return `[cut: ${size} bytes]`;
}

/** Tried in turn, from the mildest cut to the hardest. */
const budgets = [
  { text: 4_096, items: 256 },
  { text: 1_024, items: 64 },
  { text: 256, items: 16 },
  { text: 64, items: 8 },
  { text: 32, items: 2 },
];

const sizeOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value) ?? '');

function cut(value: unknown, text: number, items: number): unknown {
  if (typeof value === 'string') {
    return value.length <= text
      ? value
      : `${value.slice(0, text)}… [cut: ${value.length - text} more characters]`;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const kept = value.slice(0, items).map((item) => cut(item, text, items));
    return value.length <= items ? kept : [...kept, `[cut: ${value.length - items} more items]`];
  }
  const entries = Object.entries(value);
  const kept = entries.slice(0, items).map(([key, item]) => [key, cut(item, text, items)] as const);
  const more = entries.length - kept.length;
  return Object.fromEntries(more > 0 ? [...kept, ['…', `[cut: ${more} more fields]`] as const] : kept);
}
