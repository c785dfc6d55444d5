import { type Page } from '@playwright/test';

/** A picture of the screen, as PNG in base64, and when it was shown, in seconds. */
interface Frame {
  png: string;
  at: number;
}

/** A part of the picture that changes after a frame, as WebP in base64. */
interface Patch {
  webp: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** No more than 15 pictures a second: an answer paints far more often than an eye follows. */
const SHORTEST_S = 1 / 15;
const LAST_S = 2;

/** What a page shows while `act` runs. */
export async function record(page: Page, act: () => Promise<void>): Promise<Frame[]> {
  const session = await page.context().newCDPSession(page);
  const frames: Frame[] = [];
  session.on('Page.screencastFrame', ({ data, metadata, sessionId }) => {
    const at = metadata.timestamp!;
    const last = frames.at(-1);
    // A picture that came too soon after another one takes its place.
    if (last && at - last.at < SHORTEST_S) last.png = data;
    else frames.push({ png: data, at });
    void session.send('Page.screencastFrameAck', { sessionId }).catch(() => undefined);
  });
  await session.send('Page.startScreencast', { format: 'png', everyNthFrame: 1 });
  await act();
  await session.send('Page.stopScreencast');
  return frames;
}

/**
 * The frames as an animated WebP, which ends where it began again. The browser compresses the pictures; of each only
 * the part that differs from the one before is kept.
 * @param studio an empty page
 */
export async function animationOf(studio: Page, frames: Frame[]): Promise<Buffer> {
  await studio.setContent('<canvas></canvas>');
  const size = await studio.evaluate(start, frames[0]!.png);
  const chunks: Buffer[] = [];
  let shown = frames[0]!.at;
  let patch = await studio.evaluate(nextPatch, frames[0]!.png);
  for (const { png, at } of frames.slice(1)) {
    const next = await studio.evaluate(nextPatch, png);
    if (!next) continue;
    chunks.push(frameChunk(patch!, at - shown));
    [patch, shown] = [next, at];
  }
  chunks.push(frameChunk(patch!, LAST_S));
  const loop = Buffer.alloc(6);
  const body = Buffer.concat([Buffer.from('WEBP'), chunk('VP8X', header(size)), chunk('ANIM', loop), ...chunks]);
  return chunk('RIFF', body);
}

/** Runs in the page. @returns the size of the pictures */
async function start(png: string): Promise<{ width: number; height: number }> {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const canvas = document.querySelector('canvas')!;
  [canvas.width, canvas.height] = [image.width, image.height];
  return { width: image.width, height: image.height };
}

/** Runs in the page: draws a picture. @returns what changed, undefined if nothing did */
async function nextPatch(png: string): Promise<Patch | undefined> {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const canvas = document.querySelector('canvas')!;
  const { width, height } = canvas;
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  const pixels = () => new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
  const before = pixels();
  context.drawImage(image, 0, 0);
  const after = pixels();
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let i = 0; i < after.length; i++) {
    if (before[i] === after[i]) continue;
    const [x, y] = [i % width, Math.floor(i / width)];
    [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
  }
  if (right < 0) return undefined;
  // The format counts places in steps of two.
  [left, top] = [left - (left % 2), top - (top % 2)];
  const part = new OffscreenCanvas(right - left + 1, bottom - top + 1);
  part.getContext('2d', { alpha: false })!.drawImage(canvas, -left, -top);
  // Quality 1 is without loss, and of flat colours and letters as small as with it.
  const blob = await part.convertToBlob({ type: 'image/webp', quality: 1 });
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const webp = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  return { webp, x: left, y: top, width: part.width, height: part.height };
}

function chunk(name: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(name, 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
}

const ANIMATED = 0x02;

function header({ width, height }: { width: number; height: number }): Buffer {
  const body = Buffer.alloc(10);
  body[0] = ANIMATED;
  body.writeUIntLE(width - 1, 4, 3);
  body.writeUIntLE(height - 1, 7, 3);
  return body;
}

/** Bytes before the first chunk of a WebP file. */
const FILE_HEAD = 12;
const DO_NOT_BLEND = 0x02;

function frameChunk({ webp, x, y, width, height }: Patch, seconds: number): Buffer {
  const head = Buffer.alloc(16);
  [x / 2, y / 2, width - 1, height - 1, Math.round(seconds * 1_000)].forEach((value, i) =>
    head.writeUIntLE(value, 3 * i, 3),
  );
  head[15] = DO_NOT_BLEND;
  return chunk('ANMF', Buffer.concat([head, imageChunk(Buffer.from(webp, 'base64'))]));
}

/** The chunk with the picture itself: with or without loss. */
function imageChunk(file: Buffer): Buffer {
  for (let at = FILE_HEAD; at < file.length;) {
    const name = file.toString('latin1', at, at + 4);
    const end = at + 8 + file.readUInt32LE(at + 4);
    const padded = end + ((end - at) % 2);
    if (name === 'VP8 ' || name === 'VP8L') return file.subarray(at, padded);
    at = padded;
  }
  throw new Error('This is no WebP picture.');
}
