import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import type { Principal } from '../../common/access/principal.js';
import type { Quota } from '../../common/access/quota.js';
import { CurrentPrincipal, Roles } from '../../common/access/access.decorators.js';
import { nextMonth, UsageLimits } from './usage.limits.js';
import type { Used } from './usage.repository.js';

const DAY_MS = 86_400_000;

class UsedDto implements Used {
  @ApiProperty({ example: 12 })
  requests: number;

  @ApiProperty({ example: 4210, description: 'Tokens of prompts and answers' })
  tokens: number;
}

class LimitsDto implements Quota {
  @ApiPropertyOptional({ example: 200 })
  requests_per_day?: number;

  @ApiPropertyOptional({ example: 100000 })
  tokens_per_day?: number;

  @ApiPropertyOptional({ example: 4000 })
  requests_per_month?: number;

  @ApiPropertyOptional({ example: 2000000 })
  tokens_per_month?: number;

  @ApiPropertyOptional({ example: 4 })
  parallel_runs?: number;
}

class MonthDto {
  @ApiProperty({ type: UsedDto })
  used: UsedDto;

  @ApiProperty({ type: String, format: 'date-time', description: 'The first of the next month, UTC' })
  resets_at: Date;
}

export class TodayDto {
  @ApiProperty({ type: UsedDto })
  used: UsedDto;

  @ApiProperty({ type: MonthDto, description: 'The month that runs' })
  month: MonthDto;

  @ApiProperty({ type: LimitsDto, description: 'A field you leave out has no limit' })
  limits: LimitsDto;

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
    const { used, month, limits } = await this.limits.today(caller.userId);
    return {
      used,
      month: { used: month, resets_at: nextMonth(new Date()) },
      limits,
      resets_at: new Date(Math.ceil(Date.now() / DAY_MS) * DAY_MS),
    };
  }
}
