import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Json } from './imported.js';

/** Strings of a file longer than this are cut out if they look like a picture. In bytes. */
export const LONG_STRING = 64 * 2 ** 10;

/** Every byte of base64 and of a data URL's beginning. Prose has spaces. */
const IN_PICTURE = new Set(Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=:;,.-'));

export const mayBePicture = (parts: readonly Buffer[]): boolean =>
  parts.every((part) => part.every((byte) => IN_PICTURE.has(byte)));

/** Largest conversation in bytes of JSON, not counting pictures. */
export const MAX_CONVERSATION_BYTES = 32 * 2 ** 20;

/** A string in the file, in bytes; `end` is not part of it. */
interface Place {
  start: number;
  end: number;
}

/** Opens the file, or the bytes from `start` up to, not including, `end`. */
export type OpenFile = (range?: Place) => Readable;

/**
 * Writes and reads the references that stand for the long pictures of a file: a name that no file can know, and the
 * place of the string in the file.
 */
export class LongStringRef {
  private readonly name = randomUUID();

  /** The JSON text of a reference, without quotes. */
  to(start: number, end: number): string {
    return `${this.name}:${start}:${end}`;
  }

  /** The place that a string refers to, or undefined for an ordinary string. */
  placeOf(text: string): Place | undefined {
    if (!text.startsWith(this.name)) return undefined;
    const [start, end] = text.slice(this.name.length + 1).split(':');
    return { start: Number(start), end: Number(end) };
  }
}

/** Largest picture in bytes of base64: as much as a request takes. */
const MAX_PICTURE_BYTES = 8 * 2 ** 20;

/** The long strings of one file. */
export class LongStrings {
  constructor(
    private readonly ref: LongStringRef,
    private readonly open: OpenFile,
  ) {}

  /** A picture as the file has it: the string itself, or the one that a reference stands for. Empty if too large. */
  async picture(text: string): Promise<string> {
    const place = this.ref.placeOf(text);
    if (!place) return text;
    return place.end - place.start > MAX_PICTURE_BYTES ? '' : this.load(place);
  }

  /**
   * Replaces the references in a conversation that are no pictures after all.
   * @returns false when their texts are larger than a conversation may be
   */
  async settle(conversation: Json): Promise<boolean> {
    const found: { holder: Json; key: string; place: Place }[] = [];
    await this.collect(conversation, found);
    if (found.reduce((sum, { place }) => sum + place.end - place.start, 0) > MAX_CONVERSATION_BYTES) return false;
    for (const { holder, key, place } of found) holder[key] = await this.load(place);
    return true;
  }

  private async load(place: Place): Promise<string> {
    const bytes: Buffer[] = [];
    for await (const chunk of this.open(place) as AsyncIterable<Buffer>) bytes.push(chunk);
    // The escapes of JSON have been read for short strings only.
    return JSON.parse(`"${Buffer.concat(bytes).toString()}"`) as string;
  }

  private async collect(holder: Json, found: { holder: Json; key: string; place: Place }[]): Promise<void> {
    for (const [key, value] of Object.entries(holder)) {
      const place = typeof value === 'string' ? this.ref.placeOf(value) : undefined;
      if (place && !(await this.isPicture(place))) found.push({ holder, key, place });
      else if (typeof value === 'object' && value !== null) await this.collect(value as Json, found);
    }
  }

  private async isPicture({ start }: Place): Promise<boolean> {
    for await (const chunk of this.open({ start, end: start + 32 }) as AsyncIterable<Buffer>)
      return PICTURE.test(chunk.toString('latin1'));
    return false;
  }
}

/** How the base64 of a PNG, JPEG, GIF or WebP begins, as a data URL or alone. */
export const PICTURE = /^(?:data:image\/[a-z.+-]+[;,]|iVBORw0KGgo|\/9j\/|R0lGOD|UklGR)/;
