import { Injectable } from '@nestjs/common';
import { Readable } from 'node:stream';
import { DomainError } from '../../../common/errors/domain-error.js';
import { readBody } from '../../../common/http/read-body.js';
import { ThreadRepository } from '../threads/thread.repository.js';
import { assemble } from './assemble.js';
import { chatGptFormat } from './format.chatgpt.js';
import { openWebUiFormat } from './format.open-webui.js';
import { pocketLlmFormat } from './format.pocket-llm.js';
import { isObject, type ImportedThread, type ImportFormat, type Json } from './imported.js';
import { FORMAT, VERSION } from './own-format.js';
import type { ImportResultDto } from './transfer.dto.js';

/** Largest file in bytes. */
const MOST_BYTES = 8 * 2 ** 20;

const FORMATS: ImportFormat[] = [pocketLlmFormat, chatGptFormat, openWebUiFormat];

const unknown = (why: string) =>
  new DomainError(
    'import.unknown-format',
    `${why} Files that can be taken in: an export of this product, ChatGPT's conversations.json, and Open ` +
      `WebUI's chat export.`,
  );

/** Imports chats from files of this product and of others. */
@Injectable()
export class ImportService {
  constructor(private readonly threads: ThreadRepository) {}

  /**
   * Writes each conversation as a new thread, or skips one that exists already, so importing the same file twice
   * changes nothing.
   * @param body the file; read here because it may be larger and deeper than other bodies
   * @throws DomainError `request.invalid`, `request.too-large`, `import.unknown-format`, before anything is written
   */
  async take(userId: string, body: Readable | undefined): Promise<ImportResultDto> {
    const file = parse(await readBody(body ?? Readable.from([]), MOST_BYTES));
    const found = conversationsOf(file).map(read);
    const known = await this.known(userId, found);
    const thread_ids: string[] = [];
    for (const imported of found) {
      const assembled = known.has(imported.key) ? undefined : assemble(userId, imported);
      // The same conversation twice in one file, or in two requests at once: the database accepts only one.
      if (assembled && (await this.threads.insertWhole(assembled.thread, assembled.messages)))
        thread_ids.push(assembled.thread.id);
    }
    return { imported: thread_ids.length, skipped: found.length - thread_ids.length, thread_ids };
  }

  /** Keys of existing threads: imported earlier, or created here and never deleted. */
  private async known(userId: string, found: ImportedThread[]): Promise<Set<string>> {
    const known = await this.threads.knownImports(
      userId,
      found.map(({ key }) => key),
    );
    const made = found.flatMap(({ originalId }) => (originalId && UUID.test(originalId) ? [originalId] : []));
    for (const id of await this.threads.ownIds(made, userId)) known.add(`${FORMAT}:${id}`);
    return known;
  }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch {
    throw new DomainError('request.invalid', 'The file is not valid JSON. Send it as it was exported.');
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function conversationsOf(file: unknown): Json[] {
  if (isObject(file) && file.format === FORMAT) {
    if (typeof file.version === 'number' && file.version > VERSION)
      throw unknown('This file was written by a newer version. Update this installation first.');
    if (!Array.isArray(file.threads)) throw unknown('This file has no threads.');
    return file.threads.filter(isObject);
  }
  const list = Array.isArray(file) ? file.filter(isObject) : isObject(file) ? [file] : [];
  if (list.length === 0) throw unknown('There is no conversation in this file.');
  return list;
}

function read(conversation: Json, i: number): ImportedThread {
  const format = FORMATS.find((one) => one.knows(conversation));
  if (!format) throw unknown(`Conversation ${i + 1} of this file is of no known kind.`);
  return format.read(conversation);
}
