import type { Recursion, Shape } from './shape.ts';

/** A predicate as program text, with the values that the text refers to as `c[0]`, `c[1]`, … */
export interface GuardSource {
  readonly text: string;
  readonly constants: readonly unknown[];
}

/** Writes the predicate of a shape as one straight-line expression; only arrays and recursion need functions. */
export function guardSource(shape: Shape): GuardSource {
  const writer: Writer = { constants: [], functions: [], recursions: new Map(), temporaries: 0, names: 0 };
  const guard = functionOf(shape, writer);
  return { text: `${writer.functions.join('\n')}\nreturn ${guard};`, constants: writer.constants };
}

interface Writer {
  readonly constants: unknown[];
  readonly functions: string[];
  readonly recursions: Map<Recursion, string>;
  temporaries: number;
  names: number;
}

/** Writes a named function that decides the shape of its argument, and gives the name. */
function functionOf(shape: Shape, writer: Writer, name = fresh('is', writer)): string {
  const first = writer.temporaries;
  const body = expression(shape, 'v', writer);
  const names = Array.from({ length: writer.temporaries - first }, (_, i) => `t${first + i}`);
  const declared = names.length > 0 ? `let ${names.join(', ')}; ` : '';
  writer.functions.push(`function ${name}(v) { ${declared}return ${body}; }`);
  return name;
}

function expression(shape: Shape, v: string, writer: Writer): string {
  switch (shape.kind) {
    case 'always':
      return 'true';
    case 'never':
      return 'false';
    case 'typeof':
      return `typeof ${v} === '${shape.type}'`;
    case 'literal':
      return `${v} === ${literal(shape.value, writer)}`;
    case 'keyof':
      return `(typeof ${v} === 'string' && Object.hasOwn(${constant(shape.keys, writer)}, ${v}))`;
    case 'object':
      return isObject(v);
    case 'anyArray':
      return `Array.isArray(${v})`;
    case 'fields':
      return all([
        isObject(v),
        ...shape.fields.map(([name, of]) => field(v, name, of, shape.partial, writer)),
      ]);
    case 'dictionary':
      return dictionary(shape.value, v, writer);
    case 'array':
      return `${arrayOf(shape.item, writer)}(${v})`;
    case 'tuple':
      return tuple(shape.items, v, writer);
    case 'some':
      return shape.of.length === 0
        ? 'false'
        : `(${shape.of.map((of) => expression(of, v, writer)).join(' || ')})`;
    case 'every':
      return all(shape.of.map((of) => expression(of, v, writer)));
    case 'where':
      return `(${expression(shape.base, v, writer)} && !!${constant(shape.predicate, writer)}(${v}))`;
    case 'recursion':
      return `${recursive(shape, writer)}(${v})`;
    case 'opaque':
      return `!!${constant(shape.is, writer)}(${v})`;
  }
}

const all = (conditions: readonly string[]) =>
  conditions.length === 0 ? 'true' : `(${conditions.join(' && ')})`;

const isObject = (v: string) => `(typeof ${v} === 'object' && ${v} !== null && !Array.isArray(${v}))`;

/** A required field must be there, if only as an own `undefined`; an optional one may also be `undefined`. */
function field(v: string, name: string, shape: Shape, partial: boolean, writer: Writer): string {
  const t = temporary(writer);
  const key = JSON.stringify(name);
  const read = `(${t} = ${v}[${key}])`;
  const holds = expression(shape, t, writer);
  return partial
    ? `(${read} === undefined || ${holds})`
    : `((${read} !== undefined || Object.hasOwn(${v}, ${key})) && ${holds})`;
}

/** Holes of a sparse array are passed over, as `every` does. */
function arrayOf(item: Shape, writer: Writer): string {
  const of = functionOf(item, writer);
  const name = fresh('each', writer);
  writer.functions.push(
    `function ${name}(v) { if (!Array.isArray(v)) return false; for (let i = 0; i < v.length; i++) { const e = v[i]; if (!${of}(e) && (e !== undefined || i in v)) return false; } return true; }`,
  );
  return name;
}

function dictionary(value: Shape, v: string, writer: Writer): string {
  if (value.kind === 'always') return isObject(v);
  const of = functionOf(value, writer);
  return `(${isObject(v)} && Object.keys(${v}).every(k => ${of}(${v}[k])))`;
}

function tuple(items: readonly Shape[], v: string, writer: Writer): string {
  const members = items.map((item, i) => {
    const t = temporary(writer);
    return `((${t} = ${v}[${i}]), ${expression(item, t, writer)})`;
  });
  return all([`Array.isArray(${v})`, `${v}.length === ${items.length}`, ...members]);
}

function recursive(shape: Recursion, writer: Writer): string {
  const written = writer.recursions.get(shape);
  if (written !== undefined) return written;
  const name = fresh('self', writer);
  writer.recursions.set(shape, name);
  return functionOf(shape.shape(), writer, name);
}

/** Only what JSON can say exactly is written into the text. */
function literal(value: unknown, writer: Writer): string {
  const plain =
    typeof value === 'string' || typeof value === 'boolean' || value === null || Number.isInteger(value);
  if (value === undefined) return 'undefined';
  return plain ? JSON.stringify(value) : constant(value, writer);
}

const constant = (value: unknown, writer: Writer) => `c[${writer.constants.push(value) - 1}]`;
const temporary = (writer: Writer) => `t${writer.temporaries++}`;
const fresh = (prefix: string, writer: Writer) => `${prefix}${writer.names++}`;
