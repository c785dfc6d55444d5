import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { QueryFailedError, Repository } from 'typeorm';
import { DomainError } from '../../../common/errors/domain-error.js';
import { newId } from '../../../common/http/ids.js';
import type { CreatePresetDto, PresetDto, UpdatePresetDto } from './preset.dto.js';
import { ChatPreset } from './preset.entity.js';

/** Presets of one person. There is no business rule, so there is no service in front of this. */
@Injectable()
export class PresetRepository {
  constructor(@InjectRepository(ChatPreset) private readonly presets: Repository<ChatPreset>) {}

  async list(userId: string): Promise<PresetDto[]> {
    return (await this.presets.find({ where: { user_id: userId }, order: { name: 'ASC' }, take: 500 })).map(
      toPresetDto,
    );
  }

  /** @throws DomainError `preset.not-found`, also for somebody else's */
  async findOwn(id: string, userId: string): Promise<ChatPreset> {
    const preset = await this.presets.findOneBy({ id, user_id: userId });
    if (!preset) throw missing();
    return preset;
  }

  /** @throws DomainError `preset.exists` */
  async create(
    userId: string,
    { name, model = null, system_prompt = null, options = null }: CreatePresetDto,
  ): Promise<PresetDto> {
    const now = new Date();
    const preset: ChatPreset = {
      id: newId(),
      user_id: userId,
      name: name.trim(),
      model,
      system_prompt,
      options,
      created_at: now,
      updated_at: now,
    };
    await taken(preset.name, this.presets.insert(preset));
    return toPresetDto(preset);
  }

  /** @throws DomainError `preset.not-found`, `preset.exists` */
  async update(id: string, userId: string, change: UpdatePresetDto): Promise<PresetDto> {
    const preset = await this.findOwn(id, userId);
    const given = Object.fromEntries(
      Object.entries(change).filter(([, value]) => value !== undefined),
    ) as Partial<ChatPreset>;
    const after = {
      ...preset,
      ...given,
      ...(change.name !== undefined && { name: change.name.trim() }),
      updated_at: new Date(),
    };
    await taken(after.name, this.presets.save(after));
    return toPresetDto(after);
  }

  /** @throws DomainError `preset.not-found` */
  async remove(id: string, userId: string): Promise<void> {
    const { affected } = await this.presets.delete({ id, user_id: userId });
    if (affected === 0) throw missing();
  }
}

const missing = () => new DomainError('preset.not-found', 'There is no such preset. It may have been deleted.');

async function taken(name: string, writing: Promise<unknown>): Promise<void> {
  await writing.catch((error: unknown) => {
    const { constraint } = (error instanceof QueryFailedError ? error.driverError : {}) as { constraint?: string };
    if (constraint !== 'chat_presets_name_key') throw error;
    throw new DomainError(
      'preset.exists',
      `You have a preset named ${name} already. Change that one, or choose another name.`,
      { errors: [{ pointer: '/name', message: 'is taken' }] },
    );
  });
}

const toPresetDto = ({ id, name, model, system_prompt, options, created_at, updated_at }: ChatPreset): PresetDto => ({
  id,
  name,
  model,
  system_prompt,
  options,
  created_at,
  updated_at,
});
