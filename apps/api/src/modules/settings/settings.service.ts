import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DomainError, type FieldError } from '../../common/errors/domain-error.js';
import { SettingRepository } from './setting.repository.js';
import { SETTINGS, type SettingKey, type SettingValue } from './settings.js';

export interface SettingView {
  key: SettingKey;
  value: unknown;
  default: unknown;
  source: 'saved' | 'default';
  description: string;
}

/** How long saved values are used again; also the longest time until another process notices a change. */
const FRESH_MS = 2_000;

/** Settings that an admin changes while the server runs. */
@Injectable()
export class SettingsService {
  private saved?: Promise<Map<string, unknown>>;
  private until = 0;

  constructor(private readonly repository: SettingRepository) {}

  async get<K extends SettingKey>(key: K): Promise<SettingValue<K>> {
    return ((await this.values()).get(key) ?? SETTINGS[key].default) as SettingValue<K>;
  }

  async list(): Promise<SettingView[]> {
    const saved = await this.values();
    return Object.entries(SETTINGS).map(([key, { default: fallback, description }]) => ({
      key: key as SettingKey,
      value: saved.get(key) ?? fallback,
      default: fallback,
      source: saved.has(key) ? 'saved' : 'default',
      description,
    }));
  }

  /**
   * Saves some settings; all of them or, when one is wrong, none.
   * @throws DomainError `setting.unknown`, `request.invalid`
   */
  async change(values: Record<string, unknown>, userId: string, audit: (manager: EntityManager) => Promise<void>): Promise<SettingView[]> {
    const errors: FieldError[] = [];
    for (const [key, value] of Object.entries(values)) {
      if (!Object.hasOwn(SETTINGS, key)) throw new DomainError('setting.unknown', `There is no setting named ${key.slice(0, 64)}. The known ones are ${Object.keys(SETTINGS).join(', ')}.`);
      const spec = SETTINGS[key as SettingKey];
      if (!spec.accepts(value)) errors.push({ pointer: `/${key}`, message: `must be ${spec.expected}` });
    }
    if (errors.length > 0) throw new DomainError('request.invalid', `${errors[0]!.pointer.slice(1)} ${errors[0]!.message}.`, { errors });
    const rows = Object.entries(values).map(([key, value]) => ({ key, value, updated_at: new Date(), updated_by: userId }));
    if (rows.length > 0) await this.repository.save(rows, audit);
    this.until = 0;
    return this.list();
  }

  private values(): Promise<Map<string, unknown>> {
    if (this.saved && Date.now() < this.until) return this.saved;
    this.until = Date.now() + FRESH_MS;
    this.saved = this.repository.all().then((rows) => new Map(rows.map(({ key, value }) => [key, value])));
    // A database that is away is asked again by the next one who wants to know.
    this.saved.catch(() => (this.until = 0));
    return this.saved;
  }
}
