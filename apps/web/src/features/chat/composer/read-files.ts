import i18next from 'i18next';

export { shrinkImage } from './shrink-image';

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
    return text.includes('\0') ? undefined : text;
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

/** Why a picture is not taken, in words of `chat-late`. */
export const refusalOf = (
  why: 'none' | 'tooMany' | 'tooLarge',
  { name = '', count = 0 }: { name?: string; count?: number },
): string => i18next.t(`refusedFile.${why}`, { ns: 'chat-late', name, count });
