import { Injectable } from '@nestjs/common';
import { ApiKeyRepository } from '../../auth/index.js';
import { SettingsService } from '../../settings/index.js';
import { UsageLedger, UsageRepository } from '../../usage/index.js';
import type { UsageCountsDto, UsageReportDto, UsageQueryDto } from './usage.dto.js';

const DAY_MS = 86_400_000;
const NOTHING: UsageCountsDto = {
  requests: 0,
  input_tokens: 0,
  output_tokens: 0,
  errors: 0,
  cache_hits: 0,
  avg_latency_ms: null,
  cost_micros: 0,
  energy_micro_wh: 0,
};

const dayAgo = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);

@Injectable()
export class UsageService {
  constructor(
    private readonly ledger: UsageLedger,
    private readonly usage: UsageRepository,
    private readonly keys: ApiKeyRepository,
    private readonly settings: SettingsService,
  ) {}

  async report(
    userId: string,
    { from = dayAgo(30), to = dayAgo(0), group_by }: UsageQueryDto,
  ): Promise<UsageReportDto> {
    await this.ledger.flush();
    const [rows, [totals], keys, currency] = await Promise.all([
      this.usage.sums(userId, from, to, group_by),
      this.usage.sums(userId, from, to, []),
      this.keys.list(userId),
      this.settings.get('currency'),
    ]);
    const names = new Map(keys.map(({ id, name }) => [id, name]));
    const { day: _, api_key_id: __, model: ___, ...sums } = totals!;
    return {
      currency: currency || null,
      rows: rows.map((row) => ({ ...row, key_name: row.api_key_id ? (names.get(row.api_key_id) ?? null) : null })),
      totals: sums.requests === null ? NOTHING : sums,
    };
  }
}
