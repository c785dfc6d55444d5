import { ApiProperty } from '@nestjs/swagger';
import { IsUUID } from 'class-validator';
import type { CacheCounts } from '../../inference/index.js';

export class CacheCountsDto implements CacheCounts {
  @ApiProperty({ description: 'Answered from the cache' })
  hits: number;

  @ApiProperty({ description: 'Asked of a model' })
  misses: number;

  @ApiProperty({ description: 'Answered together with the same question that was under way' })
  joined: number;

  @ApiProperty({ description: 'Tokens that no model had to write' })
  tokens_saved: number;

  @ApiProperty({ description: 'Milliseconds of a backend that were not needed' })
  ms_saved: number;
}

export class CacheTotalsDto extends CacheCountsDto {
  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Hits and joined ones among all questions, 0 to 1; null before the first',
  })
  hit_rate: number | null;
}

export class CacheDayDto extends CacheCountsDto {
  @ApiProperty({ format: 'date', example: '2027-01-31' })
  day: string;
}

export class PinDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  prompt: string;

  @ApiProperty()
  model: string;

  @ApiProperty({ format: 'date-time' })
  made_at: string;

  @ApiProperty()
  hits: number;

  @ApiProperty({ description: 'User name' })
  pinned_by: string;

  @ApiProperty({ format: 'date-time', type: String })
  created_at: Date;

  @ApiProperty({ description: 'The model has changed since, so that this answer is not given any more' })
  stale: boolean;
}

export class CacheStatusDto {
  @ApiProperty({ enum: ['shared', 'user'] })
  scope: 'shared' | 'user';

  @ApiProperty({ description: '0: the cache is off' })
  ttl_seconds: number;

  @ApiProperty({ enum: ['memory', 'redis'] })
  store: 'memory' | 'redis';

  @ApiProperty({ type: Number, nullable: true, description: 'Answers kept; null where the store does not tell' })
  entries: number | null;

  @ApiProperty({ type: Number, nullable: true })
  size_bytes: number | null;

  @ApiProperty({ type: CacheTotalsDto, description: 'Of the last 30 days' })
  totals: CacheTotalsDto;

  @ApiProperty({
    type: [CacheDayDto],
    description: 'The last 30 days, oldest first; days without a question are absent',
  })
  days: CacheDayDto[];

  @ApiProperty({ type: [PinDto] })
  pins: PinDto[];
}

export class PinRequestDto {
  @ApiProperty({
    format: 'uuid',
    description: 'An answer of your own, to a first question without a system prompt of yours',
  })
  @IsUUID()
  message_id: string;
}
