import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { DomainError } from '../../../common/errors/domain-error.js';
import type { BackedUpTable } from './backup.repository.js';

/**
 * A backup is a gzip of lines. The first is the header; then for each table `T` with its name and columns and `R` with each row, as
 * PostgreSQL writes it; the last is `E` with the number of rows, so that a file that was cut off is known as such.
 */
const FORMAT = 'pocket-llm-backup';
const VERSION = 1;

export interface BackupHeader {
  made_at: string;
  /** Schema the rows are of. */
  migrations: string[];
}

export const headerLine = (header: BackupHeader): string => `${JSON.stringify({ format: FORMAT, version: VERSION, ...header })}\n`;
export const tableLine = ({ name, columns }: BackedUpTable): string => `T${JSON.stringify({ name, columns })}\n`;
export const rowLines = (lines: string[]): string => lines.map((line) => `R${line}\n`).join('');
export const endLine = (rows: number): string => `E${JSON.stringify({ rows })}\n`;

export type BackupPart = { header: BackupHeader } | { table: BackedUpTable } | { row: string } | { end: number };

/** Reads a backup part by part. @throws DomainError `backup.invalid` where it is none, or not whole */
export async function* readBackup(file: Readable): AsyncGenerator<BackupPart> {
  const plain = createGunzip();
  file.once('error', (error) => plain.destroy(error));
  const lines = createInterface({ input: file.pipe(plain), crlfDelay: Infinity });
  // Without a listener an error of the unpacking would end the process; the lines end with it and say so below.
  plain.on('error', () => lines.close());
  let begun = false;
  let ended = false;
  for await (const line of whole(lines)) {
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

/** The lines, with what breaks the unpacking in our words. */
async function* whole(lines: AsyncIterable<string>): AsyncGenerator<string> {
  try {
    yield* lines;
  } catch {
    throw invalid('it is damaged, or no gzip file');
  }
}

function readHeader(line: string): BackupHeader {
  const { format, version, ...header } = parsed<BackupHeader & { format: string; version: number }>(line);
  if (format !== FORMAT) throw invalid('it does not begin like one');
  if (version !== VERSION) throw invalid(`it has the format ${version}, and this version of Pocket-LLM reads ${VERSION}`);
  return header;
}

function parsed<T>(text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch {
    throw invalid('a line of it cannot be read');
  }
}

export const invalid = (why: string): DomainError => new DomainError('backup.invalid', `This file is no backup of Pocket-LLM that can be restored: ${why}. Nothing was changed.`);
