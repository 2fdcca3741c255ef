/** An array with 1 at each place for which something holds, and 0 elsewhere. */
export function marksWhere(count: number, holds: (place: number) => boolean): Uint8Array {
  const marks = new Uint8Array(count);
  for (let place = 0; place < count; place++) if (holds(place)) marks[place] = 1;
  return marks;
}
