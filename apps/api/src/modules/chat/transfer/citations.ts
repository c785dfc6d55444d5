import { asArray, asObject, asText, isObject, type Json, type LeftOut } from './imported.js';

// ChatGPT puts what its page draws between private-use characters: start, kind, separator, data, end.
const MARK = /\s?\uE200([^\uE200\uE201\uE202]*)\uE202?([^\uE200\uE201]*)\uE201/g;
/** The same where something on the way has dropped those characters. */
const BARE = /\s?\b(?:file)?cite(?:turn\d+[a-z]+\d+)+\b/g;
/** LibreChat's marks stand alone, and some models write the character as an escape. */
const LOOSE = /\s?(?:\uE202|\\ue202)turn\d+[a-z]+\d+/g;
const REST = /[\uE200-\uE206]/g;
/** The older marks: 【12†source】. */
const BRACKETS = /\s?\u3010\d+(?::\d+)?\u2020[^\u3011\n]*\u3011/g;
/** Code is left as it is. */
const CODE = /(```[^]*?(?:```|$)|`[^`\n]+`)/;

/**
 * Replaces the marks for sources in an answer of ChatGPT by links, where the file has their addresses. Where it has
 * not, the mark goes, because nobody could read it, and is counted.
 */
export function withoutMarks(text: string, metadata: Json, left: LeftOut): string {
  if (!/[\uE200-\uE206\u2020]|citeturn|\\ue202/.test(text)) return text;
  const links = linksOf(text, metadata);
  const replaced = (mark: string, other: string | undefined): string => {
    const link = links.get(mark.trim());
    if (link) return ` ${link}`;
    if (other !== undefined) return (/^\s/.exec(mark)?.[0] ?? '') + other;
    left.citations++;
    return '';
  };
  return text
    .split(CODE)
    .map((piece, i) =>
      i % 2 === 1
        ? piece
        : piece
            .replace(MARK, (mark, kind: string, data: string) => replaced(mark, wordsOf(kind, data)))
            .replace(BRACKETS, (mark) => replaced(mark, undefined))
            .replace(LOOSE, (mark) => replaced(mark, undefined))
            .replace(BARE, (mark) => replaced(mark, undefined))
            .replace(REST, ''),
    )
    .join('');
}

/** The words that a mark stands for in its sentence, if it is more than a source. */
function wordsOf(kind: string, data: string): string | undefined {
  const [first = '', second = ''] = data.split('\uE202');
  if (kind === 'entity') {
    const name = asText(listIn(data)[1]);
    return name === '' ? undefined : name;
  }
  if (kind === 'url' && isAddress(second)) return `[${first}](${second})`;
  return undefined;
}

function listIn(text: string): unknown[] {
  try {
    return asArray(JSON.parse(text));
  } catch {
    return [];
  }
}

/** Markdown links by the mark in the text that they stand for. */
function linksOf(text: string, { content_references: references, citations }: Json): Map<string, string> {
  const links = new Map<string, string>();
  for (const reference of asArray(references).filter(isObject)) {
    const items = [reference, ...asArray(reference.items)].map(asObject);
    const found = items.map((item) => linkTo(item)).filter((link) => link !== undefined);
    if (found.length > 0) links.set(asText(reference.matched_text).trim(), [...new Set(found)].join(' '));
  }
  for (const citation of asArray(citations).filter(isObject)) {
    const { start_ix: start, end_ix: end, metadata } = citation;
    const link = linkTo(asObject(metadata));
    if (typeof start === 'number' && typeof end === 'number' && link) links.set(text.slice(start, end).trim(), link);
  }
  return links;
}

function linkTo({ url, title, attribution }: Json): string | undefined {
  if (!isAddress(url)) return undefined;
  const name = asText(attribution) || asText(title) || new URL(url).host;
  return `([${name.replace(/[[\]\n\\]/g, ' ').trim()}](${safely(url)}))`;
}

/** Markdown ends an address at a bracket or space. */
const safely = (url: string): string => url.replace(/[()\s<>]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);

const isAddress = (value: unknown): value is string =>
  typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value);
