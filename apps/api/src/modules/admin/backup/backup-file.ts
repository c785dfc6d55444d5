import { finished, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { DomainError } from '../../../common/errors/domain-error.js';

/**
 * A backup is a gzip of lines. The first is the header; then for each table a line `T` with its name and columns and a
 * line `R` for each row, as PostgreSQL writes it; the last is `E` with the number of rows, so that a truncated file is
 * recognised.
 */
const FORMAT = 'pocket-llm-backup';
const VERSION = 1;
/** Upper bound of a row: a body with images has 8 MiB. */
const MOST_LINE_BYTES = 64 * 1024 * 1024;

export interface BackedUpTable {
  name: string;
  /** Without generated columns. */
  columns: string[];
}

export interface BackupHeader {
  made_at: string;
  /** Schema version of the rows. */
  migrations: string[];
}

export const headerLine = (header: BackupHeader): string =>
  `${JSON.stringify({ format: FORMAT, version: VERSION, ...header })}\n`;
export const tableLine = ({ name, columns }: BackedUpTable): string => `T${JSON.stringify({ name, columns })}\n`;
export const rowLines = (lines: string[]): string => lines.map((line) => `R${line}\n`).join('');
export const endLine = (rows: number): string => `E${JSON.stringify({ rows })}\n`;

export type BackupPart = { header: BackupHeader } | { table: BackedUpTable } | { row: string } | { end: number };

/** Reads a backup part by part. @throws DomainError `backup.invalid` when it is not a backup, or incomplete */
export async function* readBackup(file: Readable): AsyncGenerator<BackupPart> {
  let begun = false;
  let ended = false;
  for await (const line of linesOf(file)) {
    if (ended) throw invalid('there is something behind its end');
    if (!begun) {
      begun = true;
      yield { header: readHeader(line) };
    } else if (line.startsWith('R')) yield { row: line.slice(1) };
    else if (line.startsWith('T')) yield { table: parsed<BackedUpTable>(line.slice(1)) };
    else if (line.startsWith('E')) {
      ended = true;
      yield { end: parsed<{ rows: number }>(line.slice(1)).rows };
    } else throw invalid('a line of it is not known');
  }
  if (!ended) throw invalid('it is cut off');
}

/**
 * Unpacks line by line. A gzip of a thousandth of its size can hold an endless line, so a line that is too long is
 * rejected before it is assembled.
 */
async function* linesOf(file: Readable): AsyncGenerator<string> {
  const plain = file.pipe(createGunzip());
  finished(file, (error) => error && plain.destroy(error));
  let parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunksOf(plain)) {
    let from = 0;
    for (let end; (end = chunk.indexOf(10, from)) >= 0; from = end + 1) {
      yield Buffer.concat([...parts, chunk.subarray(from, end)]).toString();
      [parts, length] = [[], 0];
    }
    parts.push(chunk.subarray(from));
    length += chunk.length - from;
    if (length > MOST_LINE_BYTES) throw invalid('a line of it is longer than any row');
  }
  if (length > 0) yield Buffer.concat(parts).toString();
}

/** The unpacked bytes; an error of the decompression becomes one of ours. */
async function* chunksOf(plain: Readable): AsyncGenerator<Buffer> {
  try {
    yield* plain as AsyncIterable<Buffer>;
  } catch {
    throw invalid('it is damaged, or no gzip file');
  }
}

function readHeader(line: string): BackupHeader {
  const { format, version, ...header } = parsed<BackupHeader & { format: string; version: number }>(line);
  if (format !== FORMAT) throw invalid('it does not begin like one');
  if (version !== VERSION)
    throw invalid(`it has the format ${version}, and this version of Pocket-LLM reads ${VERSION}`);
  return header;
}

function parsed<T extends object>(text: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Rejected below.
  }
  if (typeof value !== 'object' || value === null) throw invalid('a line of it cannot be read');
  return value as T;
}

export const invalid = (why: string): DomainError =>
  new DomainError(
    'backup.invalid',
    `This file is no backup of Pocket-LLM that can be restored: ${why}. Nothing was changed.`,
  );
