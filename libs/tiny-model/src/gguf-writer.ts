/**
 * Writes GGUF version 3, the file format of llama.cpp: a header, typed key/value metadata, a table of tensors, and the
 * tensors' bytes, each aligned to 32. Only the value types this model needs are here.
 */

const ALIGNMENT = 32;
const TYPE = { u32: 4, i32: 5, f32: 6, bool: 7, string: 8, array: 9 } as const;
const TENSOR_TYPE = { f32: 0, f16: 1 } as const;

/** Row-major matrix; GGUF stores the length of a row first. A vector has one row. */
export interface Matrix {
  rows: number;
  cols: number;
  data: Float32Array;
}

export function matrix(rows: number, cols: number): Matrix {
  return { rows, cols, data: new Float32Array(rows * cols) };
}

export function set(target: Matrix, row: number, col: number, value: number): void {
  target.data[row * target.cols + col] = value;
}

export type MetadataValue =
  | { u32: number }
  | { f32: number }
  | { bool: boolean }
  | { string: string }
  | { strings: string[] }
  | { floats: number[] }
  | { ints: number[] };

const u32 = (n: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(n);
  return bytes;
};
const u64 = (n: number) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(n));
  return bytes;
};
const f32 = (n: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(n);
  return bytes;
};
const text = (value: string) => {
  const bytes = Buffer.from(value, 'utf8');
  return Buffer.concat([u64(bytes.length), bytes]);
};

function encode(value: MetadataValue): Buffer[] {
  const array = (type: number, items: Buffer[]) => [u32(TYPE.array), u32(type), u64(items.length), ...items];
  if ('u32' in value) return [u32(TYPE.u32), u32(value.u32)];
  if ('f32' in value) return [u32(TYPE.f32), f32(value.f32)];
  if ('bool' in value) return [u32(TYPE.bool), Buffer.from([value.bool ? 1 : 0])];
  if ('string' in value) return [u32(TYPE.string), text(value.string)];
  if ('strings' in value) return array(TYPE.string, value.strings.map(text));
  if ('floats' in value) return array(TYPE.f32, value.floats.map(f32));
  return array(TYPE.i32, value.ints.map(u32));
}

const scratch = new Float32Array(1);
const scratchBits = new Uint32Array(scratch.buffer);

/** IEEE 754 half precision of a number, rounded to nearest. */
export function toHalf(value: number): number {
  scratch[0] = value;
  const bits = scratchBits[0] ?? 0;
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 112;
  const mantissa = bits & 0x7fffff;
  if (exponent >= 31) return sign | 0x7c00;
  if (exponent < -10) return sign;
  if (exponent <= 0) {
    const shift = 14 - exponent;
    return sign | (((mantissa | 0x800000) + (1 << (shift - 1))) >> shift);
  }
  // A carry out of the mantissa increments the exponent, which is correct rounding.
  return (sign | (exponent << 10) | (mantissa >> 13)) + ((mantissa >> 12) & 1);
}

function tensorBytes(tensor: Matrix): { type: number; bytes: Buffer } {
  const type = tensor.rows === 1 ? TENSOR_TYPE.f32 : TENSOR_TYPE.f16;
  const width = type === TENSOR_TYPE.f32 ? 4 : 2;
  const bytes = Buffer.alloc(tensor.data.length * width);
  tensor.data.forEach((value, i) => {
    if (width === 4) bytes.writeFloatLE(value, i * 4);
    else bytes.writeUInt16LE(toHalf(value), i * 2);
  });
  return { type, bytes };
}

const padding = (length: number) => Buffer.alloc((ALIGNMENT - (length % ALIGNMENT)) % ALIGNMENT);

/** The bytes of a GGUF file. Matrices are stored as f16, vectors (the norms) as f32, as llama.cpp expects them. */
export function gguf(
  metadata: [key: string, value: MetadataValue][],
  tensors: [name: string, tensor: Matrix][],
): Buffer {
  const head: Buffer[] = [Buffer.from('GGUF'), u32(3), u64(tensors.length), u64(metadata.length)];
  for (const [key, value] of metadata) head.push(text(key), ...encode(value));
  const body: Buffer[] = [];
  let offset = 0;
  for (const [name, tensor] of tensors) {
    const { type, bytes } = tensorBytes(tensor);
    const shape = tensor.rows === 1 ? [tensor.cols] : [tensor.cols, tensor.rows];
    head.push(text(name), u32(shape.length), ...shape.map(u64), u32(type), u64(offset));
    const pad = padding(bytes.length);
    body.push(bytes, pad);
    offset += bytes.length + pad.length;
  }
  const header = Buffer.concat(head);
  return Buffer.concat([header, padding(header.length), ...body]);
}
