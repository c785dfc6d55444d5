import { ApiProperty, ApiPropertyOptional, PartialType, PickType } from '@nestjs/swagger';
import { IsBoolean, IsNotEmpty, IsOptional, IsString, IsUUID, Matches, MaxLength } from 'class-validator';
import type { ScheduleProblem } from './schedule.entity.js';

export class ScheduleCreateDto {
  @ApiProperty({ maxLength: 80, example: 'Morning news' })
  @IsString()
  @Matches(/\S/, { message: 'must not be empty' })
  @MaxLength(80)
  name: string;

  @ApiProperty({ example: 'What happened on this day in history?', description: 'Asked anew each time' })
  @IsString()
  @Matches(/\S/, { message: 'must not be empty' })
  prompt: string;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description:
      'Name of the model. Default: that of the preset, or of the thread which it continues, or the default model',
  })
  @IsOptional()
  @IsString()
  @IsNotEmpty({ message: 'must not be empty' })
  @MaxLength(200)
  model?: string | null;

  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'A preset of yours, whose system prompt and options each new thread begins with',
  })
  @IsOptional()
  @IsUUID()
  preset_id?: string | null;

  @ApiProperty({
    maxLength: 200,
    example: '30 7 * * 1-5',
    description: 'When: minute, hour, day of the month, month, day of the week',
  })
  @IsString()
  @MaxLength(200)
  cron: string;

  @ApiProperty({ maxLength: 100, example: 'Europe/Berlin' })
  @IsString()
  @MaxLength(100)
  timezone: string;

  @ApiPropertyOptional({ default: false, description: 'Go on in one thread; otherwise each run begins a new one' })
  @IsOptional()
  @IsBoolean()
  continues?: boolean;
}

export class ScheduleUpdateDto extends PartialType(ScheduleCreateDto) {
  @ApiPropertyOptional({ description: 'Going on also forgets how often it failed' })
  @IsOptional()
  @IsBoolean()
  paused?: boolean;
}

export class ScheduleTimesQueryDto extends PickType(ScheduleCreateDto, ['cron', 'timezone'] as const) {}

export class ScheduleTimesDto {
  @ApiProperty({ type: 'array', items: { type: 'string', format: 'date-time' }, description: 'The next three' })
  times: Date[];
}

class ScheduleProblemDto implements ScheduleProblem {
  @ApiProperty({ example: 'model.unavailable' })
  code: string;

  @ApiProperty()
  title: string;

  @ApiProperty()
  detail: string;
}

export class ScheduleDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  name: string;

  @ApiProperty()
  prompt: string;

  @ApiProperty({ type: String, nullable: true })
  model: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  preset_id: string | null;

  @ApiProperty({ example: '30 7 * * 1-5' })
  cron: string;

  @ApiProperty({ example: 'Europe/Berlin' })
  timezone: string;

  @ApiProperty()
  continues: boolean;

  @ApiProperty({ description: 'By its owner, or after five failures in a row' })
  paused: boolean;

  @ApiProperty({ description: 'Runs that failed since the last one that did not' })
  failures: number;

  @ApiProperty({
    type: ScheduleProblemDto,
    nullable: true,
    description: 'Why the last run failed, waits or was left out',
  })
  last_error: ScheduleProblemDto | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: '`null` while it is paused' })
  next_run_at: Date | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  last_run_at: Date | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The thread of the last run' })
  thread_id: string | null;

  @ApiProperty({
    description: 'Whether the run that is due waits, because of `last_error`. It is tried again until the next is due',
  })
  waits: boolean;

  @ApiProperty({ description: 'Whether a run is in progress' })
  running: boolean;

  @ApiProperty({ type: String, format: 'date-time' })
  created_at: Date;

  @ApiProperty({ type: String, format: 'date-time' })
  updated_at: Date;
}

export class ScheduleRunDto {
  @ApiProperty({ format: 'uuid' })
  thread_id: string;

  @ApiProperty({ format: 'uuid' })
  run_id: string;
}
