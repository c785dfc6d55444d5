import { Injectable } from '@nestjs/common';
import { Cached } from '../../../common/cached.js';
import { newId } from '../../../common/http/ids.js';
import { Cutter } from './cut.js';
import { EmbeddingModel } from './embedding-model.js';
import { isCodeName, languageOf, SIMPLE } from './language.js';
import { PassageEmbedder } from './passage-embedder.js';
import { PassageRepository, type NewPassage } from './passage.repository.js';
import { fileWord, wordsOf } from './words.js';

/** Read, and written, together: never a whole file. */
const PAGES = 32;
const PASSAGES = 200;
/** A server gets no new languages while it runs, but this process may meet another server. */
const CONFIGURATIONS_MS = 600_000;

/** Cuts the pages of files into passages, and indexes their words. */
@Injectable()
export class PassageIndexer {
  private readonly configurations = new Cached(() => this.passages.configurations(), CONFIGURATIONS_MS);

  constructor(
    private readonly passages: PassageRepository,
    private readonly model: EmbeddingModel,
    private readonly embedder: PassageEmbedder,
  ) {}

  /**
   * Makes the passages of a file anew out of its pages; afterwards it can be searched. What an earlier call has made,
   * or makes at this moment, is removed. Returns when the file is gone, too.
   * @param signal ends it between two batches; the next call begins again @throws its reason
   */
  async index(fileId: string, signal?: AbortSignal): Promise<void> {
    const indexId = newId();
    const name = await this.passages.begin(fileId, indexId);
    if (name === undefined) return;
    const isCode = isCodeName(name);
    const language = isCode ? SIMPLE : languageOf(await this.passages.sample(fileId), await this.configurations.get());
    let count = 0;
    for await (const batch of this.batches(fileId, isCode)) {
      signal?.throwIfAborted();
      if (!(await this.passages.add(fileId, indexId, language, batch))) return;
      count += batch.length;
    }
    const isEmbedded = count > 0 && (await this.model.isWanted());
    const state = isEmbedded ? 'embedding' : 'ready';
    const isDone = await this.passages.finish(fileId, indexId, { language, passages: count, state });
    if (isDone) this.embedder.announce(fileId);
  }

  private async *batches(fileId: string, isCode: boolean): AsyncGenerator<NewPassage[]> {
    const cutter = new Cutter(isCode);
    let batch: NewPassage[] = [];
    let position = 0;
    let last = -1;
    for (;;) {
      const pages = await this.passages.pagesAfter(fileId, last, PAGES);
      if (pages.length === 0) break;
      for (const { page, title, text } of pages) {
        for (const { start, end, heading } of cutter.page(text, title)) {
          const [above, words] = [wordsOf(heading ?? ''), wordsOf(text.slice(start, end))];
          const literal = [...new Set([fileWord(fileId), ...above.literal, ...words.literal])];
          const place = { position: position++, page, start_at: start, end_at: end, heading };
          batch.push({ ...place, above: above.text, text: words.text, literal });
          if (batch.length < PASSAGES) continue;
          yield batch;
          batch = [];
        }
        last = page;
      }
    }
    if (batch.length > 0) yield batch;
  }
}
