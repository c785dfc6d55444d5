import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDate, IsInt, IsOptional, Max, Min } from 'class-validator';

const TIME = { message: 'must be a time such as 2026-11-23T12:00:00Z' };

export class TelemetryQueryDto {
  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'By default an hour before `to`' })
  @IsOptional()
  @Type(() => Date)
  @IsDate(TIME)
  from?: Date;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'By default now; at most 400 days after `from`' })
  @IsOptional()
  @Type(() => Date)
  @IsDate(TIME)
  to?: Date;

  @ApiPropertyOptional({ type: Number, example: 60, minimum: 1, maximum: 172800, description: 'Seconds of a point, at least; the reply says which width was taken' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(172_800)
  step?: number;
}
