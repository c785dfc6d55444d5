import { isBase64 } from '../../../common/base64.js';
import { refuse } from './fields.js';

/** Longest beginning of a data URL, in characters. */
const MAX_HEAD = 200;
const HEAD = /^data:([\w.+/-]*)(?:;[^;]*)*;base64$/;

/**
 * Base64 without line breaks, which some clients put in.
 * @throws DomainError `request.invalid`
 */
export function base64Of(data: string, at: string): string {
  const joined = data.replace(/\s+/g, '');
  if (!isBase64(joined)) throw refuse(at, 'must be base64');
  return joined;
}

/**
 * The base64 of a data URL. This server fetches nothing on a caller's behalf.
 * @throws DomainError `request.invalid` for an address
 */
export function dataOf(url: unknown, at: string): { type: string; data: string } {
  const text = typeof url === 'string' ? url : '';
  const comma = text.indexOf(',');
  // Only the head is matched: a body of megabytes would occupy the process.
  const [, type] = (comma >= 0 && comma <= MAX_HEAD && HEAD.exec(text.slice(0, comma))) || [];
  if (type === undefined) throw refuse(at, 'must be a data: URL with base64; addresses are not fetched');
  return { type, data: base64Of(text.slice(comma + 1), at) };
}

/**
 * The text of a document, for the prompt.
 * @throws DomainError `request.invalid` for a document that is no text
 */
export function documentText(type: string, base64: string, at: string): string {
  if (!/^text\/|^application\/(json|xml|x?yaml|javascript)\b/.test(type))
    throw refuse(at, `must be a text: ${type || 'this kind of document'} is not read here. Send its text instead`);
  return Buffer.from(base64, 'base64').toString('utf8');
}

/** A document as the model sees it: its title, then its text. */
export const documentBlock = (title: string | undefined, text: string): string =>
  title ? `<document title=${JSON.stringify(title)}>\n${text}\n</document>` : `<document>\n${text}\n</document>`;
