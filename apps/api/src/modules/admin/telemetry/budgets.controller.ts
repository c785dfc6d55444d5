import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Roles } from '../../../common/access/access.decorators.js';
import { BudgetWarnings, type NearBudget } from '../../usage/index.js';

export class NearBudgetDto implements NearBudget {
  @ApiProperty({
    enum: ['user', 'key', 'group'],
    enumName: 'BudgetHolder',
    description: 'An account, an API key, or all members of a group',
  })
  holder: NearBudget['holder'];

  @ApiProperty({ format: 'uuid' })
  holder_id: string;

  @ApiProperty({ example: 'ada' })
  name: string;

  @ApiProperty({ type: String, nullable: true, example: 'ada', description: 'Whose API key it is' })
  owner: string | null;

  @ApiProperty({ enum: ['day', 'month'], enumName: 'BudgetPeriod', description: 'That runs now, in UTC' })
  period: NearBudget['period'];

  @ApiProperty({ enum: ['requests', 'tokens'], enumName: 'BudgetMeasure' })
  measure: NearBudget['measure'];

  @ApiProperty({ example: 90 })
  used: number;

  @ApiProperty({ example: 100 })
  limit: number;
}

@ApiTags('admin')
@Controller('api/admin/budgets')
export class BudgetsController {
  constructor(private readonly warnings: BudgetWarnings) {}

  @Get()
  @Roles('admin')
  @ApiOperation({
    summary: 'Who has used up at least 80 % of a daily or monthly limit',
    description: 'Accounts, API keys and groups; at most 200, the fullest first.',
  })
  @ApiOkResponse({ type: [NearBudgetDto] })
  list(): Promise<NearBudgetDto[]> {
    return this.warnings.near();
  }
}
