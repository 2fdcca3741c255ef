/** Whether values of a type can come from JavaScript; the others are there for SQL alone. */
export const isWritable = (type: string): boolean =>
  !/^(INTERVAL|BIT|BIGNUM|VARIANT|GEOMETRY|UNION)\b/.test(type);
