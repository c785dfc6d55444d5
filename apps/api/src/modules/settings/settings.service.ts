import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Cached } from '../../common/cached.js';
import { DomainError, type FieldError } from '../../common/errors/domain-error.js';
import { Changes } from '../../common/redis/changes.js';
import { withoutNulls } from '../../common/without-nulls.js';
import { ENV, SECRET_VARIABLES, VARIABLES, type Env, type VariableName } from '../../config/env.js';
import { SettingRepository } from './setting.repository.js';
import { SETTINGS, type SettingKey, type SettingValue } from './settings.js';

export interface SettingView {
  key: SettingKey;
  value: unknown;
  default: unknown;
  source: 'environment' | 'saved' | 'default';
  description: string;
}

export interface VariableView {
  name: string;
  /** For secrets, only whether they are set. */
  value: string | null;
  default: string | null;
  source: 'environment' | 'default';
  secret: boolean;
  description: string;
}

/** How long saved values are cached; also the longest time until another process notices a change. */
const SETTINGS_CACHE_MS = 2_000;

/** Settings that an admin changes while the server runs. */
@Injectable()
export class SettingsService {
  private readonly saved = new Cached(
    async () => new Map((await this.repository.all()).map(({ key, value }) => [key, value])),
    SETTINGS_CACHE_MS,
  );

  constructor(
    private readonly repository: SettingRepository,
    @Inject(ENV) private readonly env: Env,
    private readonly changes: Changes,
  ) {
    changes.watch('settings', () => this.saved.forget());
  }

  async get<K extends SettingKey>(key: K): Promise<SettingValue<K>> {
    return (this.fixed(key) ?? (await this.saved.get()).get(key) ?? SETTINGS[key].default) as SettingValue<K>;
  }

  async list(): Promise<SettingView[]> {
    const saved = await this.saved.get();
    return Object.entries(SETTINGS).map(([key, { default: fallback, description }]) => ({
      key: key as SettingKey,
      value: this.fixed(key as SettingKey) ?? saved.get(key) ?? fallback,
      default: fallback,
      source: this.fixed(key as SettingKey) !== undefined ? 'environment' : saved.has(key) ? 'saved' : 'default',
      description,
    }));
  }

  /** Values read from the environment at the start. */
  environment(): VariableView[] {
    return (Object.keys(VARIABLES) as VariableName[]).map((name) => {
      const [given, secret] = [this.env.given.has(name), SECRET_VARIABLES.has(name)];
      const value = this.env[name] as unknown;
      const text =
        value === undefined
          ? null
          : [value]
              .flat()
              .join(', ')
              .replace(/\/\/[^/@]*@/g, '//…@');
      return {
        name,
        value: secret ? (given ? 'set' : null) : text,
        default: VARIABLES[name].default ?? null,
        source: given ? 'environment' : 'default',
        secret,
        description: VARIABLES[name].why,
      };
    });
  }

  /**
   * Saves all given settings or, when one is invalid, none. One that is `null` is not given.
   * @throws DomainError `setting.unknown`, `request.invalid`
   */
  async change(
    wanted: unknown,
    userId: string,
    audit: (manager: EntityManager) => Promise<void>,
  ): Promise<SettingView[]> {
    if (typeof wanted !== 'object' || wanted === null || Array.isArray(wanted))
      throw new DomainError('request.invalid', 'The body must be an object of settings and their values.');
    const values = withoutNulls(wanted);
    const errors: FieldError[] = [];
    for (const [key, value] of Object.entries(values)) {
      if (!Object.hasOwn(SETTINGS, key))
        throw new DomainError(
          'setting.unknown',
          `There is no setting named ${key.slice(0, 64)}. The known ones are ${Object.keys(SETTINGS).join(', ')}.`,
        );
      const spec = SETTINGS[key as SettingKey];
      if (this.fixed(key as SettingKey) !== undefined)
        errors.push({
          pointer: `/${key}`,
          message:
            `is set by the environment; unset ${(spec as { variable?: string }).variable} and restart to change it ` +
            'here',
        });
      else if (!spec.accepts(value)) errors.push({ pointer: `/${key}`, message: `must be ${spec.expected}` });
    }
    if (errors.length > 0)
      throw new DomainError('request.invalid', `${errors[0]!.pointer.slice(1)} ${errors[0]!.message}.`, { errors });
    const rows = Object.entries(values).map(([key, value]) => ({
      key,
      value,
      updated_at: new Date(),
      updated_by: userId,
    }));
    if (rows.length > 0) await this.repository.save(rows, audit);
    this.changes.announce('settings');
    return this.list();
  }

  /** The value from the environment, if the operator set one. */
  private fixed(key: SettingKey): number | string | undefined {
    const spec = SETTINGS[key];
    return 'variable' in spec && this.env.given.has(spec.variable) ? this.env[spec.variable] : undefined;
  }
}
