import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { IsDay } from '../../../common/http/validation.js';
import { COST_GROUPS, type CostGroup, type CostRow } from '../../usage/index.js';

export class CostQueryDto {
  @ApiPropertyOptional({ type: String, format: 'date', description: 'First day (UTC); default: that of this month' })
  @IsOptional()
  @IsDay()
  from?: string;

  @ApiPropertyOptional({ type: String, format: 'date', description: 'Last day (UTC); default: today' })
  @IsOptional()
  @IsDay()
  to?: string;

  @ApiPropertyOptional({ enum: COST_GROUPS, enumName: 'CostGroup', default: 'model' })
  @IsOptional()
  @IsIn(COST_GROUPS)
  group_by: CostGroup = 'model';
}

export class CostTotalDto implements Omit<CostRow, 'id' | 'name' | 'owner'> {
  @ApiProperty({ example: 120 })
  requests: number;

  @ApiProperty({ example: 5200 })
  input_tokens: number;

  @ApiProperty({ example: 8100 })
  output_tokens: number;

  @ApiProperty({ example: 1250000, description: 'At the prices of its time, in millionths of the currency' })
  cost_micros: number;

  @ApiProperty({ example: 82000000, description: 'Estimated, in millionths of a watt-hour' })
  energy_micro_wh: number;
}

export class CostRowDto extends CostTotalDto implements CostRow {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Name of the model at its backend, or an id; null: used without an API key',
  })
  id: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'null: it was deleted, or there is none' })
  name: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'ada', description: 'Whose API key it is' })
  owner: string | null;
}

export class CostReportDto {
  @ApiProperty({ type: String, nullable: true, example: 'EUR', description: 'ISO 4217; null: none is set' })
  currency: string | null;

  @ApiProperty({ type: String, format: 'date' })
  from: string;

  @ApiProperty({ type: String, format: 'date' })
  to: string;

  @ApiProperty({ type: [CostRowDto], description: 'The 200 most expensive' })
  rows: CostRowDto[];

  @ApiProperty({ type: CostTotalDto, description: 'Of all, not only of the rows' })
  totals: CostTotalDto;
}
