import { validate as isUuid } from 'uuid';
import type { FileReference } from '../../knowledge/index.js';
import { MOST_FILES } from '../threads/message.dto.js';
import type { ChatMessage, Citation, DocumentUse } from '../threads/message.entity.js';
import { asArray, asObject, asText, type Json } from './imported.js';

/** Passages that one answer cites, at most, and what is kept of each. */
const MOST_CITATIONS = 200;
const MOST_NAME = 255;
const MOST_QUOTE = 8_000;

const text = (value: unknown, most: number): string =>
  asText(value).replaceAll('\0', '\uFFFD').slice(0, most).toWellFormed();
const count = (value: unknown): number => (Number.isInteger(value) && (value as number) >= 0 ? (value as number) : 0);

/**
 * Files and sources of a message of our own export. Who imports them reads of them what is his: an id is no right, and
 * one that is not there is shown as a file that was removed.
 */
export const documentColumns = (raw: Json): Pick<ChatMessage, 'files' | 'citations' | 'documents'> => ({
  files: orNull(asArray(raw.files).slice(0, MOST_FILES).flatMap(fileOf)),
  citations: orNull(asArray(raw.citations).slice(0, MOST_CITATIONS).flatMap(citationOf)),
  documents: documentsOf(asObject(raw.documents)),
});

const orNull = <T>(list: T[]): T[] | null => (list.length > 0 ? list : null);

function fileOf(value: unknown): FileReference[] {
  const { id, name, media_type } = asObject(value);
  return isUuid(id) ? [{ id: asText(id), name: text(name, MOST_NAME), media_type: text(media_type, MOST_NAME) }] : [];
}

function citationOf(value: unknown): Citation[] {
  const { mark, file_id, name, page, quote, start, end } = asObject(value);
  if (!isUuid(file_id) || count(mark) === 0) return [];
  const place = { page: Math.max(1, count(page)), start: count(start), end: count(end) };
  return [
    {
      mark: count(mark),
      file_id: asText(file_id),
      name: text(name, MOST_NAME),
      quote: text(quote, MOST_QUOTE),
      ...place,
    },
  ];
}

function documentsOf({ used, by, tokens, unread, removed }: Json): DocumentUse | null {
  if (used !== 'whole' && used !== 'passages' && used !== 'none') return null;
  const counts = { tokens: count(tokens), unread: count(unread), removed: count(removed) };
  return { used, by: by === 'hybrid' || by === 'text' ? by : null, ...counts };
}
