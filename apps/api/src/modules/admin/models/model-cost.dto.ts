import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsNumber, IsOptional, Max, Min } from 'class-validator';
import type { ModelCost } from '../../../common/model-cost.js';

const MOST_PRICE = 1_000_000;
const A_PRICE = { maxDecimalPlaces: 6 };

export class ModelCostDto implements ModelCost {
  @ApiPropertyOptional({
    minimum: 0,
    maximum: MOST_PRICE,
    example: 0.15,
    description: 'For a million tokens of prompts',
  })
  @IsOptional()
  @IsNumber(A_PRICE)
  @Min(0)
  @Max(MOST_PRICE)
  input_per_million?: number;

  @ApiPropertyOptional({
    minimum: 0,
    maximum: MOST_PRICE,
    example: 0.6,
    description: 'For a million tokens of answers',
  })
  @IsOptional()
  @IsNumber(A_PRICE)
  @Min(0)
  @Max(MOST_PRICE)
  output_per_million?: number;

  @ApiPropertyOptional({
    minimum: 0,
    maximum: MOST_PRICE,
    example: 350,
    description: 'Estimated energy of a million tokens of prompts and answers',
  })
  @IsOptional()
  @IsNumber(A_PRICE)
  @Min(0)
  @Max(MOST_PRICE)
  watt_hours_per_million?: number;
}
