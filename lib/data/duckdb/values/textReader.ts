import { DuckDBBlobVector } from '@duckdb/node-api';
import { isThere, type PartsReader, words } from './vectorParts.ts';

/**
 * Reads a column of texts, which may have to be parsed as JSON.
 *
 * A text has sixteen bytes in its vector: how long it is, and then either itself, up to twelve bytes, or where
 * it is. Short texts are cut out of the vector at once. Long ones mostly lie one behind the other, so that
 * as many of them as do are fetched in one go.
 */
export function textReader(json: boolean): PartsReader {
  return ({ items, validity }, count) => {
    const { buffer, byteOffset, byteLength } = items;
    const column = {
      slots: words(items),
      bytes: Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength),
      validity,
    };
    const values = shortTexts(column, count);
    readLong(column, values);
    return json ? values.map((text) => (text === null ? null : (JSON.parse(text) as unknown))) : values;
  };
}

interface TextColumn {
  /** Four for each text. */
  readonly slots: Uint32Array;
  readonly bytes: Buffer;
  readonly validity: Uint32Array | undefined;
}

const INLINE = 12;

/** Texts that stand in the vector; the places of the others are left empty. */
function shortTexts({ slots, bytes, validity }: TextColumn, count: number): (string | null)[] {
  const whole = bytes.toString('latin1');
  const values = new Array<string | null>(count);
  for (let i = 0; i < count; i++) {
    const slot = 4 * i;
    const length = slots[slot] ?? 0;
    if (validity && !isThere(validity, i)) values[i] = null;
    else if (length <= INLINE) {
      const from = 4 * slot + 4;
      const text = (slots[slot + 1] ?? 0) | (slots[slot + 2] ?? 0) | (slots[slot + 3] ?? 0);
      // So short a piece is a copy, and does not keep the whole.
      values[i] =
        (text & NOT_ASCII) === 0
          ? whole.substring(from, from + length)
          : bytes.toString('utf8', from, from + length);
    }
  }
  return values;
}

const NOT_ASCII = 0x80808080;

/** Texts one behind the other, from one place in memory to another. */
interface Stretch {
  from: number;
  to: number;
  readonly members: { readonly index: number; readonly at: number; readonly length: number }[];
}

function readLong({ slots, validity }: TextColumn, values: (string | null)[]): void {
  let stretch: Stretch | undefined;
  for (let i = 0; i < values.length; i++) {
    const length = slots[4 * i] ?? 0;
    if (length <= INLINE || (validity && !isThere(validity, i))) continue;
    const at = (slots[4 * i + 3] ?? 0) * 4_294_967_296 + (slots[4 * i + 2] ?? 0);
    if (!stretch || !extended(stretch, at, length)) {
      if (stretch) fetchTexts(stretch, values);
      stretch = { from: at, to: at + length, members: [] };
    }
    stretch.members.push({ index: i, at, length });
  }
  if (stretch) fetchTexts(stretch, values);
}

/** Only what touches, or lies within, is added: of what is between others nothing is known. */
function extended(stretch: Stretch, at: number, length: number): boolean {
  if (at < stretch.from && at + length < stretch.from) return false;
  if (at > stretch.to) return false;
  stretch.from = Math.min(stretch.from, at);
  stretch.to = Math.max(stretch.to, at + length);
  return true;
}

function fetchTexts({ from, to, members }: Stretch, values: (string | null)[]): void {
  const bytes = memory(from, to - from);
  for (const { index, at, length } of members)
    values[index] = bytes.toString('utf8', at - from, at - from + length);
}

/** The bytes at a place in memory, by way of a text that is there and that long. */
function memory(at: number, length: number): Buffer {
  const slot = new DataView(new ArrayBuffer(16));
  slot.setUint32(0, length, true);
  slot.setBigUint64(8, BigInt(at), true);
  const bytes = new DuckDBBlobVector(slot, everywhere, nowhere, 0, 1).getItemBytes(0);
  if (!bytes) throw new RangeError('expected the bytes of texts, got none');
  return Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);
}

type BlobParts = ConstructorParameters<typeof DuckDBBlobVector>;
const everywhere = { itemValid: () => true } as unknown as BlobParts[1];
/** Only writing needs the vector. */
const nowhere = undefined as unknown as BlobParts[2];
