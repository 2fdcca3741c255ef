import type { DuckDBVector } from '@duckdb/node-api';

/** What a vector of a chunk holds, without a call for each value. It is a copy, and nobody else's. */
export interface VectorParts {
  /** The values of a vector of numbers, one after the other. */
  readonly items: ArrayLike<number | bigint> & ArrayBufferView;
  /** A bit for each value, set where there is one; nothing where there are no empty ones. */
  readonly validity: Uint32Array | undefined;
}

/** Reads the values that a vector holds. */
export type PartsReader = (parts: VectorParts, count: number) => ArrayLike<unknown>;

/**
 * Looks into a vector. Its own `getItem` asks for each value whether there is one and makes an object of
 * it, which costs several times what is done with the value afterwards. Where the vector looks otherwise
 * than is known here, it gives nothing, and `getItem` serves.
 */
export function vectorParts(vector: DuckDBVector): VectorParts | undefined {
  const { items, dataView, validity } = vector as unknown as Inside;
  const held = items ?? dataView;
  const bits = validity?.data;
  if (!held || !ArrayBuffer.isView(held) || validity?.offset !== 0 || bits === undefined) return undefined;
  if (bits !== null && !(ArrayBuffer.isView(bits) && bits.byteLength * 8 >= vector.itemCount))
    return undefined;
  const filled = bits === null || isFull(words(bits), vector.itemCount);
  return { items: held as VectorParts['items'], validity: filled ? undefined : words(bits) };
}

/** Many a vector has bits although every value is there. */
function isFull(bits: Uint32Array, count: number): boolean {
  const whole = count >> 5;
  for (let i = 0; i < whole; i++) if (bits[i] !== 0xffffffff) return false;
  for (let i = whole << 5; i < count; i++) if (!isThere(bits, i)) return false;
  return true;
}

/** The same bytes as whole numbers of 32 bits. */
export const words = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint32Array =>
  new Uint32Array(buffer, byteOffset, byteLength >> 2);

/** Whether there is a value at an index. */
export const isThere = (validity: Uint32Array, index: number): boolean =>
  (((validity[index >> 5] ?? 0) >>> (index & 31)) & 1) === 1;

/** Fields that the classes of vectors do not show. */
interface Inside {
  readonly items?: ArrayBufferView;
  readonly dataView?: DataView;
  readonly validity?: { readonly data: ArrayBufferView | null; readonly offset: number };
}
