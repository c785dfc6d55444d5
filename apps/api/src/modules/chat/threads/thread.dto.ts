import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsNotEmpty, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { PageQueryDto } from '../../../common/http/paging.js';
import { FINISH_REASONS, MESSAGE_STATUSES, type ChatMessage, type FinishReason, type MessageStatus } from './message.entity.js';
import { TimingsDto, UsageDto } from '../runs/run.events.js';
import type { ListedThread } from './thread.repository.js';

export class ThreadQueryDto extends PageQueryDto {
  @ApiPropertyOptional({ type: String, description: 'Text in the title or in a message; taken literally' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  q?: string;

  @ApiPropertyOptional({ type: Boolean, default: false })
  @IsOptional()
  @Transform(({ value }) => ({ true: true, false: false })[String(value)] ?? value)
  @IsBoolean()
  archived: boolean = false;

  @ApiPropertyOptional({ type: String, description: 'Only threads whose last model was this one' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  model?: string;
}

export class ThreadUpdateDto {
  @ApiPropertyOptional({ maxLength: 200 })
  @IsOptional()
  @IsString()
  @IsNotEmpty({ message: 'must not be empty' })
  @MaxLength(200)
  title?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsBoolean()
  pinned?: boolean;

  @ApiPropertyOptional()
  @IsOptional()
  @IsBoolean()
  archived?: boolean;

  @ApiPropertyOptional({ format: 'uuid', description: 'The newest message of the branch to show' })
  @IsOptional()
  @IsUUID()
  active_leaf_id?: string;
}

export class ThreadDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ format: 'uuid' })
  user_id: string;

  @ApiProperty({ example: 'Why is the sky blue?' })
  title: string;

  @ApiProperty({ type: String, nullable: true })
  model_used: string | null;

  @ApiProperty()
  message_count: number;

  @ApiProperty({ format: 'date-time', type: String })
  created_at: Date;

  @ApiProperty({ format: 'date-time', type: String })
  updated_at: Date;

  @ApiProperty()
  pinned: boolean;

  @ApiProperty()
  archived: boolean;

  @ApiProperty({ description: 'An answer is being written or waits in the queue' })
  running: boolean;
}

export class MessageErrorDto {
  @ApiProperty({ example: 'llm.failed' })
  code: string;

  @ApiProperty()
  title: string;

  @ApiProperty()
  detail: string;
}

export class ChatMessageDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ format: 'uuid' })
  thread_id: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  parent_id: string | null;

  @ApiProperty({ enum: ['user', 'assistant'] })
  role: 'user' | 'assistant';

  @ApiProperty()
  content: string;

  @ApiProperty({ type: String, nullable: true, description: 'What the model thought before it answered' })
  thinking: string | null;

  @ApiProperty({ type: [String], nullable: true })
  images: string[] | null;

  @ApiProperty({ type: String, nullable: true })
  model: string | null;

  @ApiProperty({ enum: MESSAGE_STATUSES, enumName: 'MessageStatus' })
  status: MessageStatus;

  @ApiProperty({ enum: FINISH_REASONS, enumName: 'FinishReason', nullable: true })
  finish_reason: FinishReason | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The run that writes or wrote this answer' })
  run_id: string | null;

  @ApiProperty({ type: UsageDto, nullable: true })
  usage: UsageDto | null;

  @ApiProperty({ type: TimingsDto, nullable: true })
  timings: TimingsDto | null;

  @ApiProperty({ type: MessageErrorDto, nullable: true })
  error: MessageErrorDto | null;

  @ApiProperty()
  cached: boolean;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When the cached answer was made' })
  cached_from: Date | null;

  @ApiProperty({ format: 'date-time', type: String })
  created_at: Date;
}

export class ThreadDetailDto extends ThreadDto {
  @ApiProperty({ type: String, nullable: true })
  system_prompt: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  active_leaf_id: string | null;

  @ApiProperty({ type: [ChatMessageDto], description: 'The whole tree, oldest first' })
  messages: ChatMessageDto[];
}

export const toThreadDto = ({ id, user_id, title, model_used, message_count, created_at, updated_at, pinned, archived, running }: ListedThread): ThreadDto => ({
  id,
  user_id,
  title,
  model_used,
  message_count,
  created_at,
  updated_at,
  pinned,
  archived,
  running,
});

export const toMessageDto = (message: ChatMessage): ChatMessageDto => {
  const { id, thread_id, parent_id, role, content, thinking, images, model, status, finish_reason, run_id, usage, timings, error, cached_from, created_at } = message;
  return { id, thread_id, parent_id, role, content, thinking, images, model, status, finish_reason, run_id, usage, timings, error, cached: cached_from !== null, cached_from, created_at };
};
