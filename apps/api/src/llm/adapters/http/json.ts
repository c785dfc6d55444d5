/** A backend's JSON. It is read field by field, because no type in it is certain. */
export type Json = Record<string, unknown>;

export const objectOf = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};

export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The text of a message: a string, or parts of which some are text. */
export const contentOf = (value: unknown): string =>
  Array.isArray(value) ? value.map((part) => textOf(objectOf(part).text)).join('') : textOf(value);

/** The arguments of a tool call: an object, or its JSON text. A text that is none is handed on as it came. */
export function argumentsOf(value: unknown): Json {
  const text = textOf(value);
  if (!text.trim()) return objectOf(value);
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as Json;
  } catch {
    // Cut off by a token limit, or never JSON: the caller may still want to see it.
  }
  return { _raw: text };
}
