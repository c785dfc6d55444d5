import { open } from 'node:fs/promises';

const MAX_TENSORS = 100_000;
const MAX_KEYS = 100_000;

/**
 * Checks the first 24 bytes of a file: magic, version, number of tensors, number of metadata keys. The engine's own
 * reader trusts whatever numbers it finds and can spin on garbage for minutes, which would block this process.
 * @throws Error when it is not a GGUF file
 */
export async function checkHeader(file: string): Promise<void> {
  const handle = await open(file);
  try {
    const header = Buffer.alloc(24);
    const { bytesRead } = await handle.read(header, 0, header.length, 0);
    const version = header.readUInt32LE(4);
    const tensors = header.readBigUInt64LE(8);
    const keys = header.readBigUInt64LE(16);
    const sound =
      bytesRead === header.length &&
      header.toString('latin1', 0, 4) === 'GGUF' &&
      [2, 3].includes(version) &&
      tensors <= MAX_TENSORS &&
      keys <= MAX_KEYS;
    if (!sound) throw new Error('not a GGUF file');
  } finally {
    await handle.close();
  }
}
