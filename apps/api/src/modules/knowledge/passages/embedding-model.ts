import { Injectable, Logger } from '@nestjs/common';
import { Cached } from '../../../common/cached.js';
import { Changes } from '../../../common/redis/changes.js';
import { HostRuns } from '../../inference/index.js';
import { ModelsService, type DescribedModel, type Model } from '../../models/index.js';
import { SettingsService } from '../../settings/index.js';
import { EmbeddingRepository } from './embedding.repository.js';

/** How long a choice holds; also the longest time until a new model is noticed. */
const CHOICE_MS = 5_000;

/** What tells vectors that can be compared from others: the name of the model and the digest of its weights. */
export const vectorModel = (model: Pick<Model, 'name'>, digest: string): string => `${model.name} ${digest}`.trim();

/** Whether vectors of this name are of the model, of whichever weights. */
export const isOf = (vectorModelName: string, { name }: Pick<Model, 'name'>): boolean =>
  vectorModelName === name || vectorModelName.startsWith(`${name} `);

/**
 * Which model makes the vectors of files. It is the portal's own, as its search is: what the groups of a person may use
 * does not matter, because it answers nobody. What it costs counts for the owner of the file, or for whoever asks.
 */
@Injectable()
export class EmbeddingModel {
  private readonly logger = new Logger('Passages');
  private readonly choice = new Cached(() => this.choose(), CHOICE_MS);
  private missed: string | undefined;

  constructor(
    private readonly settings: SettingsService,
    private readonly models: ModelsService,
    private readonly hosts: HostRuns,
    private readonly vectors: EmbeddingRepository,
    changes: Changes,
  ) {
    for (const change of ['settings', 'models', 'backends'] as const) changes.watch(change, () => this.choice.forget());
  }

  /** The model, whether its backend has it now or not; nothing when files are searched by words alone. */
  chosen(): Promise<Model | undefined> {
    return this.choice.get();
  }

  /** Whether there is such a model. */
  async isWanted(): Promise<boolean> {
    return (await this.chosen()) !== undefined;
  }

  /**
   * What its vectors are called now. @throws DomainError `llm.unavailable`, `model.not-pulled`: it cannot be known
   */
  async current(model: Model): Promise<string> {
    return vectorModel(model, (await this.hosts.sameWeights(model)).sets[0]![0]!.info.digest);
  }

  private async choose(): Promise<Model | undefined> {
    const setting = await this.settings.get('embedding_model');
    if (setting === 'off') return undefined;
    if (setting !== 'auto') {
      const model = await this.models.enabled(setting);
      if (!model && this.missed !== setting)
        this.logger.warn(`Files are searched by words alone: the embedding model ${setting} is unknown or disabled.`);
      this.missed = model ? undefined : setting;
      return model;
    }
    const enabled = (await this.models.listAll()).filter(({ model }) => model.is_enabled);
    const able = enabled.filter(({ dto }) => dto.capabilities.includes('embedding'));
    // Another model would make all vectors anew: the one that has made them stays while it may come back.
    const inUse = await this.vectors.modelInUse();
    const isInUse = ({ model }: DescribedModel) => inUse?.split(' ')[0] === model.name;
    const mayReturn = enabled.find(
      (one) => isInUse(one) && !one.dto.available && one.dto.unavailable_code !== 'model.not-pulled',
    );
    return (able.find(isInUse) ?? mayReturn ?? able.find(({ dto }) => dto.available) ?? able[0])?.model;
  }
}
