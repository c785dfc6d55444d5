import { Injectable, Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Principal } from '../../../common/access/principal.js';
import { EmbeddingService } from '../../inference/index.js';
import type { Model } from '../../models/index.js';
import { FileAccess } from '../files/file-access.js';
import type { KnowledgeFile } from '../files/file.entity.js';
import { EmbeddingModel, isOf, vectorModel } from './embedding-model.js';
import { FOREIGN } from './foreign.js';
import { fused, merged } from './fusion.js';
import { PassageRepository, type Hit } from './passage.repository.js';
import type { Found, Passage } from './retrieval.js';
import { VectorSearch } from './vector-search.js';
import { dot, floatsOf, unitVector } from './vectors.js';
import { WordSearchRepository } from './word-search.repository.js';
import { termsOf } from './words.js';

/** Passages that a search answers with, when it is not asked for more or fewer. */
const USUAL = 8;
const MOST = 50;
/** Candidates of either kind. */
const CANDIDATES = 100;
/** So many of the best are looked at for each passage that is wanted: neighbours become one. */
const PER_PASSAGE = 3;
/** A question is not longer than the passages it is compared with. */
const LONGEST_QUESTION = 4_000;
/** A person waits: a model that makes no vector in this time is done without. */
const VECTOR_MS = 10_000;
/**
 * A passage is near when it is so many standard deviations nearer to the question than foreign sentences are: see the
 * recall bench.
 */
const LEAST_NEARNESS = 3;
/** Models whose foreign sentences are kept: there is one, and another for as long as it replaces the first. */
const MODELS = 4;

interface QuestionVector {
  query: Float32Array<ArrayBuffer>;
  /** Name and digest of the model. */
  model: string;
  /** Least cosine of a passage that has to do with the question. */
  least: number;
}

/** Finds passages of files that fit a question: by words, and by vectors where there are some. */
@Injectable()
export class RetrievalService {
  private readonly logger = new Logger('Passages');
  /** Vectors of the foreign sentences, by model. */
  private readonly foreign = new LRUCache<string, Float32Array[]>({ max: MODELS });

  constructor(
    private readonly access: FileAccess,
    private readonly passages: PassageRepository,
    private readonly words: WordSearchRepository,
    private readonly vectors: VectorSearch,
    private readonly model: EmbeddingModel,
    private readonly embeddings: EmbeddingService,
  ) {}

  /**
   * The passages of these files that fit the question, best first; none when nothing does. Files that the asker may not
   * read, or that are not indexed yet, are left out.
   * @param options.limit passages, 8 unless it is said, 50 at most
   * @throws the signal's reason; what the database throws
   */
  async search(
    asker: Principal,
    question: string,
    fileIds: string[],
    options: { limit?: number; signal?: AbortSignal } = {},
  ): Promise<Found> {
    const { limit = USUAL, signal } = options;
    const wanted = Math.min(Math.max(limit, 1), MOST);
    const files = (await this.access.readable(asker, fileIds)).filter(isIndexed);
    const asked = question.slice(0, LONGEST_QUESTION).toWellFormed();
    if (files.length === 0 || asked.trim() === '') return { passages: [], by: 'text' };
    const scope = {
      ids: files.map(({ id }) => id),
      languages: [...new Set(files.map(({ language }) => language ?? 'simple'))],
      passages: files.reduce((sum, { passages }) => sum + passages, 0),
    };
    const [byWords, byVectors] = await Promise.all([
      this.words.search(termsOf(asked), scope),
      this.byVectors(asker, asked, files, signal),
    ]);
    signal?.throwIfAborted();
    const best = fused(byVectors ? [byWords, byVectors] : [byWords]).slice(0, wanted * PER_PASSAGE);
    return { passages: await this.texts(best, files, wanted), by: byVectors ? 'hybrid' : 'text' };
  }

  /** @returns nothing when there are no vectors to compare, or none of the question */
  private async byVectors(
    asker: Principal,
    question: string,
    files: KnowledgeFile[],
    signal?: AbortSignal,
  ): Promise<Hit[] | undefined> {
    try {
      const model = await this.model.chosen();
      if (!model || !files.some((file) => file.vector_model && isOf(file.vector_model, model))) return undefined;
      const { query, model: name, least } = await this.vectorOf(asker, question, model, signal);
      const complete = files.flatMap(({ id, index_id, passages, vector_model }) =>
        vector_model === name ? [{ id, indexId: index_id!, model: name, passages }] : [],
      );
      if (complete.length === 0) return undefined;
      const hits = await this.vectors.search(query, complete, CANDIDATES, signal);
      return hits.filter(({ score }) => score >= least);
    } catch (error) {
      signal?.throwIfAborted();
      this.logger.warn(`A question was searched by words alone: ${(error as Error).message}`);
      return undefined;
    }
  }

  private async vectorOf(
    asker: Principal,
    question: string,
    model: Model,
    signal?: AbortSignal,
  ): Promise<QuestionVector> {
    const until = AbortSignal.any([AbortSignal.timeout(VECTOR_MS), ...(signal ? [signal] : [])]);
    const embed = (input: string[]) => this.embeddings.embed(asker, model, { input }, until, false, false);
    const known = await this.model.current(model);
    const isFirst = !this.foreign.has(known);
    const made = await embed(isFirst ? [question, ...FOREIGN] : [question]);
    const name = vectorModel(model, made.digest);
    const query = floats(made.vectors[0]!);
    if (isFirst) this.foreign.set(name, made.vectors.slice(1).map(floats));
    const others = this.foreign.get(name) ?? (await embed(FOREIGN)).vectors.map(floats);
    this.foreign.set(name, others);
    return { query, model: name, least: leastNearness(others.map((other) => dot(query, other))) };
  }

  private async texts(hits: Hit[], files: KnowledgeFile[], wanted: number): Promise<Passage[]> {
    if (hits.length === 0) return [];
    const places = await this.passages.places(hits);
    const texts = await this.passages.texts(places);
    const names = new Map(files.map(({ id, name }) => [id, name]));
    return merged(hits, places, texts, wanted).map(({ file_id, page, heading, text, start, end, score }) => ({
      ...{ file_id, name: names.get(file_id)!, page, heading, text, start, end, score },
    }));
  }
}

const isIndexed = ({ state, index_id, passages }: KnowledgeFile): boolean =>
  (state === 'embedding' || state === 'ready') && index_id !== null && passages > 0;

function floats(vector: number[]): Float32Array<ArrayBuffer> {
  const bytes = unitVector(vector);
  if (!bytes) throw new Error('the model made a vector without a direction');
  return floatsOf(bytes);
}

function leastNearness(toForeign: number[]): number {
  const mean = toForeign.reduce((sum, one) => sum + one, 0) / toForeign.length;
  const variance = toForeign.reduce((sum, one) => sum + (one - mean) ** 2, 0) / toForeign.length;
  return mean + LEAST_NEARNESS * Math.sqrt(variance);
}
