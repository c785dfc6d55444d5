import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import type { Principal } from '../../common/access/principal.js';
import type { Budget, Quota } from '../../common/access/quota.js';
import { CurrentPrincipal, Roles } from '../../common/access/access.decorators.js';
import { nextMonth } from './holder.js';
import { UsageLimits } from './usage.limits.js';
import type { Used } from './usage.repository.js';

const DAY_MS = 86_400_000;

class UsedDto implements Used {
  @ApiProperty({ example: 12 })
  requests: number;

  @ApiProperty({ example: 4210, description: 'Tokens of prompts and answers' })
  tokens: number;
}

class BudgetLimitsDto implements Budget {
  @ApiPropertyOptional({ example: 200 })
  requests_per_day?: number;

  @ApiPropertyOptional({ example: 100000 })
  tokens_per_day?: number;

  @ApiPropertyOptional({ example: 4000 })
  requests_per_month?: number;

  @ApiPropertyOptional({ example: 2000000 })
  tokens_per_month?: number;
}

class LimitsDto extends BudgetLimitsDto implements Quota {
  @ApiPropertyOptional({ example: 4 })
  parallel_runs?: number;
}

class MonthDto {
  @ApiProperty({ type: UsedDto })
  used: UsedDto;

  @ApiProperty({ type: String, format: 'date-time', description: 'The first of the next month, UTC' })
  resets_at: Date;
}

class GroupTodayDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ example: 'Physics' })
  name: string;

  @ApiProperty({ type: UsedDto, description: 'Today, by all members together' })
  used: UsedDto;

  @ApiProperty({ type: MonthDto })
  month: MonthDto;

  @ApiProperty({ type: BudgetLimitsDto })
  limits: BudgetLimitsDto;
}

class CostsDto {
  @ApiProperty({ type: String, nullable: true, example: 'EUR', description: 'ISO 4217; null: none is set' })
  currency: string | null;

  @ApiProperty({ example: 1250000, description: 'This month, in millionths of the currency' })
  cost_micros: number;

  @ApiProperty({ example: 82000000, description: 'This month, estimated, in millionths of a watt-hour' })
  energy_micro_wh: number;
}

export class TodayDto {
  @ApiProperty({ type: UsedDto })
  used: UsedDto;

  @ApiProperty({ type: MonthDto, description: 'The month that runs' })
  month: MonthDto;

  @ApiProperty({ type: LimitsDto, description: 'A field you leave out has no limit' })
  limits: LimitsDto;

  @ApiProperty({ type: [GroupTodayDto], description: 'Your groups that have a budget of all members together' })
  groups: GroupTodayDto[];

  @ApiProperty({ type: CostsDto, description: 'What the month that runs has cost; answers from the cache: nothing' })
  costs: CostsDto;

  @ApiProperty({ type: String, format: 'date-time', description: 'The next midnight, UTC' })
  resets_at: Date;
}

@ApiTags('usage')
@Controller('api/usage')
export class QuotaController {
  constructor(private readonly limits: UsageLimits) {}

  @Get('today')
  @Roles('user')
  @ApiOperation({
    summary: 'Your usage today and this month, and your limits',
    description: 'Counts the chat and all your keys together.',
  })
  @ApiOkResponse({ type: TodayDto })
  async today(@CurrentPrincipal() caller: Principal): Promise<TodayDto> {
    const { used, month, limits, groups, costs } = await this.limits.today(caller.userId);
    const monthOf = (of: Used): MonthDto => ({ used: of, resets_at: nextMonth(new Date()) });
    return {
      used,
      month: monthOf(month),
      limits,
      groups: groups.map((group) => ({
        id: group.id,
        name: group.name,
        used: group.used,
        month: monthOf(group.month),
        limits: group.budget,
      })),
      costs,
      resets_at: new Date(Math.ceil(Date.now() / DAY_MS) * DAY_MS),
    };
  }
}
