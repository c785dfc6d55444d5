import { isBase64 } from '../../../common/base64.js';
import { MOST_IMAGES } from '../threads/message.dto.js';
import type { ChatMessage } from '../threads/message.entity.js';
import { asObject, asText, type LeftOut } from './imported.js';
import { PICTURE, type LongStrings } from './long-strings.js';

const REFERENCE = /^[0-9a-f-]{36}:\d+:\d+$/;
const SHOWN = /^data:image\/(png|jpe?g|gif|webp)[;,]/i;

/** Characters at its beginning that tell what a text is: no more is matched, because the rest has megabytes. */
const HEAD = 128;

/**
 * The picture that a value holds: a data URL, base64, or a reference to a long string. An address is none: what is
 * behind it is not in the file, and we fetch nothing.
 */
export function pictureIn(value: unknown): string | undefined {
  const text = (asText(value) || asText(asObject(value).url)).trim();
  const head = text.slice(0, HEAD);
  const isPicture = SHOWN.test(head) || REFERENCE.test(head) || (PICTURE.test(head) && !head.startsWith('data:'));
  return isPicture ? text : undefined;
}

/** The base64 of a picture, as messages store it; `undefined` if it is none. */
export function base64Of(text: string): string | undefined {
  const isUrl = text.startsWith('data:');
  const head = text.slice(0, HEAD);
  if (isUrl && !(SHOWN.test(head) && /^[^,]*;base64,/i.test(head))) return undefined;
  const data = (isUrl ? text.slice(text.indexOf(',') + 1) : text).replace(/\s+/g, '');
  return isBase64(data) ? data : undefined;
}

/** A data URL among Markdown: some sources put pictures into the text. */
const IN_TEXT = /!\[[^\]\n]*\]\((data:image\/[^)\s]+)\)/g;

/** Takes the pictures out of a text. */
export function withoutPictures(text: string): { text: string; pictures: string[] } {
  const pictures: string[] = [];
  if (!text.includes('](data:image/')) return { text, pictures };
  const rest = text.replace(IN_TEXT, (_, url: string) => {
    pictures.push(url);
    return '';
  });
  return { text: rest.trim(), pictures };
}

/** Rows and bytes of pictures written at a time. */
const BATCH_ROWS = 500;
const BATCH_BYTES = 8 * 2 ** 20;

/**
 * The rows in batches, each with its pictures read from the file: only one batch is in memory.
 * @param left counts the pictures that are none
 */
export async function* withPictures(
  messages: readonly ChatMessage[],
  strings: LongStrings,
  left: LeftOut,
): AsyncGenerator<ChatMessage[]> {
  let batch: ChatMessage[] = [];
  let bytes = 0;
  for (const message of messages) {
    const images = await picturesOf(message.images ?? [], strings, left);
    batch.push({ ...message, images: images.length > 0 ? images : null });
    bytes += images.reduce((sum, { length }) => sum + length, 0);
    if (batch.length < BATCH_ROWS && bytes < BATCH_BYTES) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  yield batch;
}

async function picturesOf(images: readonly string[], strings: LongStrings, left: LeftOut): Promise<string[]> {
  const found: string[] = [];
  for (const image of images) {
    const data = found.length < MOST_IMAGES ? base64Of(await strings.picture(image)) : undefined;
    if (data === undefined) left.pictures++;
    else found.push(data);
  }
  return found;
}
