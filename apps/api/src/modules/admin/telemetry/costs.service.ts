import { Injectable, StreamableFile } from '@nestjs/common';
import { csvLines } from '../../../common/csv.js';
import { SettingsService } from '../../settings/index.js';
import { CostRepository, UsageLedger } from '../../usage/index.js';
import type { CostQueryDto, CostReportDto } from './costs.dto.js';

const MOST_ROWS = 200;
const MOST_EXPORTED = 100_000;

/** What was used and what it has cost. */
@Injectable()
export class CostsService {
  constructor(
    private readonly ledger: UsageLedger,
    private readonly costs: CostRepository,
    private readonly settings: SettingsService,
  ) {}

  async report({ group_by, ...query }: CostQueryDto): Promise<CostReportDto> {
    const { from, to } = rangeOf(query);
    await this.ledger.flush();
    const [rows, totals, currency] = await Promise.all([
      this.costs.by(group_by, from, to, MOST_ROWS),
      this.costs.total(from, to),
      this.settings.get('currency'),
    ]);
    return { currency: currency || null, from, to, rows, totals };
  }

  async export({ group_by, ...query }: CostQueryDto): Promise<StreamableFile> {
    const { from, to } = rangeOf(query);
    await this.ledger.flush();
    const [rows, currency] = await Promise.all([
      this.costs.by(group_by, from, to, MOST_EXPORTED),
      this.settings.get('currency'),
    ]);
    const names = ['name', 'owner', 'id', 'from', 'to', 'requests', 'input_tokens', 'output_tokens'];
    const head = [...names, `cost${currency && `_${currency.toLowerCase()}`}`, 'kilowatt_hours'];
    const lines = rows.map((row) => [
      row.name,
      row.owner,
      row.id,
      from,
      to,
      row.requests,
      row.input_tokens,
      row.output_tokens,
      decimal(row.cost_micros, 6),
      decimal(row.energy_micro_wh, 9),
    ]);
    return new StreamableFile(Buffer.from(csvLines([head, ...lines])));
  }
}

/** A whole number with a decimal point so many places from its end: exact, where a division would not be. */
function decimal(whole: number, places: number): string {
  const digits = String(BigInt(whole)).padStart(places + 1, '0');
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

function rangeOf({ from, to }: { from?: string; to?: string }): { from: string; to: string } {
  const today = new Date().toISOString().slice(0, 10);
  return { from: from ?? `${(to ?? today).slice(0, 8)}01`, to: to ?? today };
}
