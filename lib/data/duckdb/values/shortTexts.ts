import { DuckDBHugeIntVector, DuckDBVarCharVector, type DuckDBVector } from '@duckdb/node-api';
import { vectorParts, words } from './vectorParts.ts';

/** Texts that are so short that they stand in the vector itself. */
export interface ShortTexts {
  /** Takes a text if it is short and has nothing but ASCII; gives whether it did. */
  take(index: number, text: string): boolean;
  /** Puts into the vector all that was taken; what else the vector is to hold is set afterwards. */
  put(): boolean;
}

/**
 * Writes short texts into a new vector all at once, where its own `setItem` takes a call for each. A text has
 * sixteen bytes there: how long it is and, up to twelve bytes, itself. Nothing is given for a vector that
 * looks otherwise than is known here.
 */
export function shortTexts(vector: DuckDBVector): ShortTexts | undefined {
  const parts = vectorParts(vector);
  const { vector: raw, validity } = vector as unknown as Inside;
  const count = vector.itemCount;
  if (!parts || !raw || !validity || parts.items.byteLength !== count * SLOT) return undefined;
  const { buffer, byteOffset, byteLength } = parts.items;
  const slots = words(parts.items).fill(0);
  let [last, lastText] = [-1, ''];
  return {
    take(index, text) {
      if (!written(slots, 4 * index, text)) return false;
      [last, lastText] = [index, text];
      return true;
    },
    put() {
      // Its items have sixteen bytes as well, and it hands them over as they are.
      new DuckDBHugeIntVector(new DataView(buffer, byteOffset, byteLength), validity, raw, count).flush();
      return last < 0 || DuckDBVarCharVector.fromRawVector(raw, count).getItem(last) === lastText;
    },
  };
}

const SLOT = 16;
const INLINE = 12;

/** Four bytes at a time, the first of them lowest. */
function written(slots: Uint32Array, slot: number, text: string): boolean {
  const { length } = text;
  if (length > INLINE) return false;
  let [word, shift, at] = [0, 0, slot + 1];
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) {
      slots.fill(0, slot, slot + 4);
      return false;
    }
    word |= code << shift;
    shift += 8;
    if (shift === 32) {
      slots[at++] = word;
      [word, shift] = [0, 0];
    }
  }
  if (shift > 0) slots[at] = word;
  slots[slot] = length;
  return true;
}

type HugeIntParts = ConstructorParameters<typeof DuckDBHugeIntVector>;

/** Fields that the classes of vectors do not show. */
interface Inside {
  readonly vector?: HugeIntParts[2];
  readonly validity?: HugeIntParts[1];
}
