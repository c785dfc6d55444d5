import { type Model } from '@pocket-llm/api-client';
import i18next from 'i18next';
import { shrinkImage } from './shrink-image';
import { canSee, useAttached } from './use-images';

/** A longer text is a document: a question that holds it would leave no room for the answer. */
const MAX_TEXT_BYTES = 32_000;

/** Files as a question can take them. */
export interface ReadFiles {
  images: File[];
  /** Each with its name, as a block of code. */
  texts: string[];
  /** What the server has to read. */
  documents: File[];
}

const isImage = ({ type }: File): boolean => type.startsWith('image/') && type !== 'image/svg+xml';

/** Tells pictures and short texts from documents, by their content and not by their names. */
export async function readFiles(files: readonly File[]): Promise<ReadFiles> {
  const read: ReadFiles = { images: files.filter(isImage), texts: [], documents: [] };
  for (const file of files.filter((one) => !isImage(one))) {
    const text = file.size > MAX_TEXT_BYTES ? undefined : await textOf(file);
    if (text !== undefined) read.texts.push(asBlock(file.name, text));
    else read.documents.push(file);
  }
  return read;
}

/** The content of a file as text; `undefined` when it is none. */
async function textOf(file: File): Promise<string | undefined> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
    // A PDF and an RTF may consist of letters, and are no text for that.
    return text.includes('\0') || /^(%PDF-|\{\\rtf)/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

function asBlock(name: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const kind = /\.(\w{1,12})$/.exec(name)?.[1]?.toLowerCase() ?? '';
  return `${name}:\n\n${fence}${kind}\n${text.replace(/\n$/, '')}\n${fence}`;
}

const MAX_IMAGES = 8;
/** Limit for all images together, as base64: a request holds 8 MiB. */
const MAX_CHARS = 7 * 1024 * 1024;

/**
 * Adds pictures to a next question, scaled to what models see.
 * @param meant its place in the store, which changes when its new chat becomes a thread meanwhile
 * @param onRefused called with the reason why an image was refused
 */
export async function addImages(
  meant: { key: string },
  files: readonly File[],
  model: Model | undefined,
  onRefused: (reason: string) => void,
): Promise<void> {
  if (!model) return onRefused(i18next.t('chat:composer.noModel'));
  if (!canSee(model)) return onRefused(i18next.t('chat:images.cannotSee', { model: model.display_name }));
  for (const file of files) {
    let image: string;
    try {
      image = await shrinkImage(file);
    } catch {
      onRefused(refusalOf('none', file));
      continue;
    }
    useAttached.setState((before) => {
      const here = before[meant.key] ?? [];
      const size = here.reduce((sum, { length }) => sum + length, image.length);
      if (here.length >= MAX_IMAGES || size > MAX_CHARS) {
        onRefused(refusalOf(here.length >= MAX_IMAGES ? 'tooMany' : 'tooLarge', { count: MAX_IMAGES }));
        return before;
      }
      return { [meant.key]: [...here, image] };
    });
  }
}

/** Why a picture is not taken, in words of `chat-late`. */
const refusalOf = (
  why: 'none' | 'tooMany' | 'tooLarge',
  { name = '', count = 0 }: { name?: string; count?: number },
): string => i18next.t(`refusedFile.${why}`, { ns: 'chat-late', name, count });
