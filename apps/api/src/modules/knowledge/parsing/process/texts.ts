import { open } from 'node:fs/promises';
import type { PageWriter } from './page-writer.js';
import { Unreadable } from './protocol.js';

/** Bytes of a text file that are looked at: one line of it may be all of it. */
const MOST_BYTES = 64 * 2 ** 20;
const MOST_COLUMNS = 100_000;

/**
 * A text file as text: by its byte order mark, else UTF-8 if it is valid, else what it says itself, else Windows-1252.
 * @param named encoding that its content names
 * @throws Unreadable `too-much-text`; `unsupported` when it holds what no text does
 */
export async function readText(path: string, named?: (head: string) => string | undefined): Promise<string> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    if (size > MOST_BYTES) throw new Unreadable('too-much-text');
    return decode(await file.readFile(), named);
  } finally {
    await file.close();
  }
}

function decode(bytes: Buffer, named?: (head: string) => string | undefined): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (bytes.includes(0)) throw new Unreadable('unsupported');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return decodeOld(bytes, named?.(bytes.toString('latin1', 0, 1_024)) ?? WINDOWS);
  }
}

const WINDOWS = 'windows-1252';
/** What Windows has where Latin-1 has control characters, from 0x80 on; Node's own decoder does not know it. */
const WINDOWS_ONLY =
  '\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f' +
  '\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178';

function decodeOld(bytes: Buffer, label: string): string {
  try {
    const decoder = new TextDecoder(label);
    if (decoder.encoding !== WINDOWS) return decoder.decode(bytes);
  } catch {
    // It names an encoding that does not exist.
  }
  return bytes.toString('latin1').replace(/[\x80-\x9f]/g, (sign) => WINDOWS_ONLY[sign.charCodeAt(0) - 0x80]!);
}

/** Plain text and code, in pages that end at empty lines. */
export async function writeText(text: string, writer: PageWriter): Promise<void> {
  for (const paragraph of text.split(/\r?\n(?:[ \t]*\r?\n)+/)) await writer.paragraph(paragraph.replace(/\s+$/, ''));
}

/** Markdown as it is written; its headings begin pages and name them. */
export async function writeMarkdown(text: string, writer: PageWriter): Promise<void> {
  let block: string[] = [];
  let fence: string | undefined;
  const end = async () => {
    if (block.length > 0) await writer.paragraph(block.join('\n'));
    block = [];
  };
  for (const line of text.split(/\r?\n/)) {
    const mark = /^\s{0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark && fence === undefined) fence = mark;
    else if (mark && fence !== undefined && mark.startsWith(fence)) fence = undefined;
    const heading = fence === undefined ? /^(#{1,6})\s+(.*?)\s*#*$/.exec(line) : null;
    if (heading) {
      await end();
      await writer.heading(heading[2]!, heading[1]!.length);
    } else if (line.trim() === '' && fence === undefined) await end();
    else block.push(line);
  }
  await end();
}

/** The rows of a CSV; the mark between its cells is the one that its first lines have most of. */
export function* csvRows(text: string): Generator<string[]> {
  const head = text.slice(0, 10_000).replace(/"[^"]*"/g, '');
  const counts = [',', ';', '\t', '|'].map((mark) => [head.split(mark).length, mark] as const);
  const mark = counts.reduce((best, next) => (next[0] > best[0] ? next : best))[1];
  let cells: string[] = [];
  let at = 0;
  while (at < text.length) {
    let cell: string;
    if (text[at] === '"') {
      const end = closingQuote(text, at + 1);
      cell = text.slice(at + 1, end).replaceAll('""', '"');
      at = end + 1;
      // What follows a closing quote by mistake belongs to the cell.
      const next = cellEnd(text, at, mark);
      cell += text.slice(at, next);
      at = next;
    } else {
      const next = cellEnd(text, at, mark);
      cell = text.slice(at, next);
      at = next;
    }
    if (cells.length < MOST_COLUMNS) cells.push(cell);
    if (text[at] === mark) {
      at += 1;
      if (at < text.length) continue;
    }
    yield cells;
    cells = [];
    if (text[at] === '\r') at += 1;
    if (text[at] === '\n') at += 1;
  }
}

function closingQuote(text: string, from: number): number {
  for (let at = from; ; at += 2) {
    at = text.indexOf('"', at);
    if (at < 0) return text.length;
    if (text[at + 1] !== '"') return at;
  }
}

function cellEnd(text: string, from: number, mark: string): number {
  let at = from;
  while (at < text.length && text[at] !== mark && text[at] !== '\n' && text[at] !== '\r') at += 1;
  return at;
}
