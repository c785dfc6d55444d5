import { createHash } from 'node:crypto';
import type { ChatOptions, Usage } from '../../../llm/index.js';

/** A message from a file, in our format. */
export interface ImportedMessage {
  /** Its id in the file. */
  id: string;
  parent: string | null;
  role: 'user' | 'assistant';
  content: string;
  thinking?: string | null;
  images?: string[] | null;
  model?: string | null;
  created_at?: Date;
  /** Further columns, set only by our own files. */
  more?: Record<string, unknown>;
  usage?: Usage | null;
}

/** A conversation from a file, in our format. */
export interface ImportedThread {
  /** Stable key: the same conversation always gets the same one. */
  key: string;
  /** Its thread id, if this product exported it: the thread may still exist here. */
  originalId?: string;
  title: string;
  title_is_manual?: boolean;
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
  read(conversation: Json): ImportedThread;
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

/** A time, from ISO 8601 or seconds since 1970 (milliseconds and nanoseconds are recognised by their size). */
export function asTime(value: unknown): Date | undefined {
  let time = typeof value === 'string' ? Date.parse(value) : typeof value === 'number' ? value * 1000 : NaN;
  while (time > 32_503_680_000_000) time /= 1000;
  const date = new Date(time);
  return Number.isNaN(date.getTime()) || date.getTime() < 0 ? undefined : date;
}

/** Replacement key for a conversation without an id. */
export const fingerprint = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');
