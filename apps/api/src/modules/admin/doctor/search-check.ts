import { Injectable } from '@nestjs/common';
import { EmbeddingModel, EmbeddingRepository } from '../../knowledge/index.js';
import type { Check } from './database-checks.js';

/** Passages that wait behind people for less than this are no news. */
const MANY = 10_000;

/** How files are searched, and what is left to do for it. */
@Injectable()
export class SearchCheck {
  constructor(
    private readonly model: EmbeddingModel,
    private readonly vectors: EmbeddingRepository,
  ) {}

  /** Whether the model that makes vectors answers, and how many passages wait for it. */
  async examine(): Check {
    const head = { id: 'file-search', title: 'Search in files' };
    const [model, left] = [await this.model.chosen(), await this.vectors.left()];
    if (!model)
      return {
        ...head,
        state: 'note',
        detail: 'Files are searched by words alone: no embedding model is there, or the setting says so.',
        fix: 'Pull one, such as nomic-embed-text, or choose one under Settings.',
      };
    const waiting =
      left.files === 0
        ? 'All files have their vectors.'
        : `Waiting for vectors: ${left.files} ${left.files === 1 ? 'file' : 'files'} of ` +
          `${left.passages.toLocaleString('en')} passages. Until then they are searched by words.`;
    try {
      await this.model.current(model);
    } catch {
      return {
        ...head,
        state: 'warn',
        detail: `The embedding model ${model.display_name} is not there now: words alone are searched. ${waiting}`,
        fix: 'Look whether its model server runs and has the model, or choose another one under Settings.',
      };
    }
    return {
      ...head,
      state: left.passages > MANY ? 'note' : 'ok',
      detail: `${model.display_name} makes the vectors. ${waiting}`,
    };
  }
}
