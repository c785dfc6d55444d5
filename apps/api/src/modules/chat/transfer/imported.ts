import { createHash } from 'node:crypto';
import type { ChatOptions } from '../../../llm/index.js';

/** What a file tells of, but does not come along. Counted, so that the person is told. */
export interface LeftOut {
  /** Pictures that are not in the file, or of a kind that cannot be shown. */
  pictures: number;
  /** Attached documents and recordings, which are not in the file. */
  files: number;
  /** Marks of a source whose address is not in the file. */
  citations: number;
  /** Results of tools that were shortened. */
  tool_results: number;
  /** Messages of a shape that nobody knows. */
  messages: number;
}

export const nothingLeftOut = (): LeftOut => ({ pictures: 0, files: 0, citations: 0, tool_results: 0, messages: 0 });

/** A message from a file, in our format. */
export interface ImportedMessage {
  /** Its id in the file. */
  id: string;
  parent: string | null;
  /** Ids of the messages below it, in files that say it this way round. */
  children?: string[];
  role: 'user' | 'assistant';
  content: string;
  thinking?: string | null;
  /** Base64, data URLs, or references to long strings of the file. */
  images?: string[] | null;
  model?: string | null;
  created_at?: Date;
  /** A step on the way to an answer (thoughts, a tool's call): it goes in front of the answer below it. */
  isStep?: boolean;
  /** Is a message even without text. */
  isKept?: boolean;
  /** Further columns. */
  more?: Record<string, unknown>;
}

/** A conversation from a file, in our format. */
export interface ImportedThread {
  /** Stable key: the same conversation always gets the same one. */
  key: string;
  /** Its thread id, if this product exported it: the thread may still exist here. */
  originalId?: string;
  title: string;
  title_is_manual?: boolean;
  model_used?: string | null;
  system_prompt?: string | null;
  options?: ChatOptions | null;
  pinned?: boolean;
  archived?: boolean;
  created_at?: Date;
  updated_at?: Date;
  /** Id in the file of the newest message of the shown branch. */
  active?: string | null;
  messages: ImportedMessage[];
}

/** A reader for one file format. */
export interface ImportFormat {
  /** Whether this piece of the file is a conversation in this format. */
  knows(conversation: Json): boolean;
  /** @param left counts what does not come along */
  read(conversation: Json, left: LeftOut): ImportedThread;
}

export type Json = Record<string, unknown>;

// The file is foreign input: check the type of every value in it.

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const asObject = (value: unknown): Json => (isObject(value) ? value : {});
export const asArray = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
export const asText = (value: unknown): string => (typeof value === 'string' ? value : '');
export const asTextOrNull = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

/** The strings of a list. */
export const asTexts = (value: unknown): string[] =>
  asArray(value).filter((one): one is string => typeof one === 'string');

/** The objects of a list; what else is in it counts as messages that are left out. */
export function asMessages(list: unknown[], left: LeftOut): Json[] {
  const messages = list.filter(isObject);
  left.messages += list.length - messages.length;
  return messages;
}

/** A time, from ISO 8601 or seconds since 1970 (milliseconds and nanoseconds are recognised by their size). */
export function asTime(value: unknown): Date | undefined {
  const number = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  let time = typeof number === 'string' ? Date.parse(number) : typeof number === 'number' ? number * 1000 : NaN;
  while (time > 32_503_680_000_000) time /= 1000;
  const date = new Date(time);
  return Number.isNaN(date.getTime()) || date.getTime() < 0 ? undefined : date;
}

/** Each message follows the one before, in files that name no parents. */
export function inLine(messages: ImportedMessage[]): ImportedMessage[] {
  if (messages.some(({ parent, children }) => parent !== null || children?.length)) return messages;
  const named = messages.map((message, i) => ({ ...message, id: `${i}` }));
  return named.map((message, i) => ({ ...message, parent: i === 0 ? null : named[i - 1]!.id }));
}

/** What stands for a long picture (see `LongStringRef`) is new in every import. */
const REFERENCE = /^[0-9a-f-]{36}:(\d+):(\d+)$/;

/** Replacement key for a conversation without an id. */
export const fingerprint = (value: unknown): string =>
  createHash('sha256')
    .update(
      JSON.stringify(value, (_, inner: unknown) => {
        const place = typeof inner === 'string' ? REFERENCE.exec(inner) : null;
        return place ? `${Number(place[2]) - Number(place[1])} bytes` : inner;
      }),
    )
    .digest('hex');
