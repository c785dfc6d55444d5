/** A vector of length 1, as it is kept: 32-bit floats, little-endian. Null for one without a direction. */
export function unitVector(vector: number[]): Buffer | null {
  const length = Math.hypot(...vector);
  if (!Number.isFinite(length) || length === 0) return null;
  const bytes = Buffer.allocUnsafe(vector.length * 4);
  for (const [at, value] of vector.entries()) bytes.writeFloatLE(value / length, at * 4);
  return bytes;
}

/** The same as numbers: a copy, which may be given to another thread. */
export function floatsOf(bytes: Buffer): Float32Array<ArrayBuffer> {
  const floats = new Float32Array(bytes.length / 4);
  // As the machine has them: all that Node runs on here are little-endian.
  new Uint8Array(floats.buffer).set(bytes);
  return floats;
}

/** How alike two vectors of length 1 are, from -1 to 1. */
export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}
