import { ApiProperty } from '@nestjs/swagger';
import { IsUUID } from 'class-validator';
import type { CacheCounts } from '../../inference/index.js';

export class CacheCountsDto implements CacheCounts {
  @ApiProperty({ description: 'Answered from the cache' })
  hits: number;

  @ApiProperty({ description: 'Sent to a model' })
  misses: number;

  @ApiProperty({ description: 'Coalesced with an identical question in progress' })
  joined: number;

  @ApiProperty({ description: 'Tokens that no model had to generate' })
  tokens_saved: number;

  @ApiProperty({ description: 'Milliseconds of backend time saved' })
  ms_saved: number;
}

export class CacheTotalsDto extends CacheCountsDto {
  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Share of hits and coalesced questions among all questions, 0 to 1; null before the first question',
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

  @ApiProperty({ description: 'The model has changed since, so this answer is no longer used' })
  stale: boolean;
}

export class CacheStatusDto {
  @ApiProperty({ enum: ['shared', 'user'] })
  scope: 'shared' | 'user';

  @ApiProperty({ description: 'Lifetime of an answer in seconds; 0: the cache is off' })
  ttl_seconds: number;

  @ApiProperty({ enum: ['memory', 'redis'] })
  store: 'memory' | 'redis';

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Number of cached answers; null if the store does not report it',
  })
  entries: number | null;

  @ApiProperty({ type: Number, nullable: true })
  size_bytes: number | null;

  @ApiProperty({ type: CacheTotalsDto, description: 'In the last 30 days' })
  totals: CacheTotalsDto;

  @ApiProperty({
    type: [CacheDayDto],
    description: 'The last 30 days, oldest first, without days that had no question',
  })
  days: CacheDayDto[];

  @ApiProperty({ type: [PinDto] })
  pins: PinDto[];
}

export class PinRequestDto {
  @ApiProperty({
    format: 'uuid',
    description: 'One of your answers, to the first question of a thread without a system prompt of its own',
  })
  @IsUUID()
  message_id: string;
}
