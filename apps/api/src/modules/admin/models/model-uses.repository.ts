import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { Model } from '../../models/index.js';
import type { ModelUsesDto } from './model-uses.dto.js';

/** Uses of a model in other tables. */
@Injectable()
export class ModelUsesRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Chats are only counted, because they belong to other people. */
  async of({ id, name }: Model): Promise<ModelUsesDto> {
    const [row] = (await this.dataSource.query(
      `SELECT (SELECT count(*)::int FROM chat_threads WHERE model_used = $2 AND NOT temporary) AS threads,
         (SELECT count(*)::int FROM chat_presets WHERE model = $2) AS presets,
         (SELECT coalesce(json_agg(json_build_object('id', k.id, 'name', k.name, 'username', u.username) ORDER BY
           k.created_at), '[]') FROM api_keys k JOIN users u ON u.id = k.user_id WHERE k.is_active AND $1 = ANY
             (k.model_ids)) AS keys,
         (SELECT coalesce(json_agg(json_build_object('id', id, 'prompt', left(prompt, 200)) ORDER BY created_at),
           '[]') FROM pinned_answers WHERE model = $2) AS pins`,
      [id, name],
    )) as [ModelUsesDto];
    return row;
  }

  /** The last day on which each model answered, by name. */
  async lastDays(): Promise<Map<string, string>> {
    const rows = (await this.dataSource.query(
      'SELECT model, max(day)::text AS day FROM usage_days GROUP BY model',
    )) as { model: string; day: string }[];
    return new Map(rows.map(({ model, day }) => [model, day]));
  }
}
