import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  Equals,
  IsArray,
  IsBoolean,
  IsIn,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { PageQueryDto } from '../../../common/http/paging.js';
import { QueryFlag, QueryId, QueryInt, QueryText, QueryTime } from '../../../common/http/query-fields.js';
import { ChatOptionsDto } from '../../inference/index.js';
import { QueuedMessageDto } from '../queued/queued-message.dto.js';
import { MessageDto } from './message.dto.js';

export class ThreadQueryDto extends PageQueryDto {
  @QueryText(200, {
    description:
      'Words of the title or of a message: prefixes of words that must all occur in one text; `"exact ' +
      'words"`, `-without`. Punctuation is matched literally.',
  })
  q?: string;

  @QueryFlag({ default: false })
  archived: boolean = false;

  @QueryFlag()
  pinned?: boolean;

  @QueryFlag({ description: 'Only threads with a code block' })
  has_code?: boolean;

  @QueryTime('Last used at or after')
  from?: Date;

  @QueryTime('Last used before')
  to?: Date;

  @QueryText(200, { description: 'Only threads last answered by this model' })
  model?: string;
}

export class ThreadDetailQueryDto {
  @QueryInt(1, 1_000, {
    description: 'Only so many of the newest messages; without it the whole tree, or 1,000 before one',
  })
  limit?: number;

  @QueryId({ description: 'Only messages before this one' })
  before?: string;

  @QueryId({
    description:
      'All messages from this one on, and with `limit` so many before it. What follows a message is always newer, so ' +
      'every branch is there from this message on.',
  })
  from?: string;
}

export class ThreadTitleDto {
  @ApiProperty()
  title: string;

  @ApiProperty({ description: 'A person wrote it; it is never replaced' })
  is_manual: boolean;
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

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: 100000,
    description: 'System prompt of the thread; null: the one of the model',
  })
  @IsOptional()
  @IsString()
  @MaxLength(100_000)
  system_prompt?: string | null;

  @ApiPropertyOptional({ type: ChatOptionsDto, nullable: true, description: 'Options for every answer in this thread' })
  @IsOptional()
  @IsObject({ message: 'must be an object' })
  @ValidateNested()
  @Type(() => ChatOptionsDto)
  options?: ChatOptionsDto | null;

  @ApiPropertyOptional({ enum: [false], description: 'false keeps a temporary chat' })
  @IsOptional()
  @Equals(false, { message: 'can only be set to false' })
  temporary?: false;
}

export const BULK_ACTIONS = ['archive', 'unarchive', 'pin', 'unpin', 'delete'] as const;
export type BulkAction = (typeof BULK_ACTIONS)[number];

export class ThreadBulkDto {
  @ApiProperty({ type: [String], format: 'uuid', minItems: 1, maxItems: 500 })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(500)
  @IsUUID(undefined, { each: true, message: 'each must be a UUID' })
  ids: string[];

  @ApiProperty({ enum: BULK_ACTIONS, enumName: 'BulkAction' })
  @IsIn(BULK_ACTIONS)
  action: BulkAction;
}

export class BulkResultDto {
  @ApiProperty({ description: 'Number of your threads that were changed; ids of other threads are ignored' })
  changed: number;
}

export class SnippetDto {
  @ApiProperty({ format: 'uuid', description: 'The newest matching message' })
  message_id: string;

  @ApiProperty()
  text: string;

  @ApiProperty({
    type: 'array',
    items: { type: 'array', items: { type: 'integer' }, minItems: 2, maxItems: 2 },
    example: [[0, 3]],
    description: 'Matches in `text`: from, to (UTF-16 code units)',
  })
  highlights: [number, number][];
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

  @ApiProperty({ description: 'An answer is being generated or waits in the queue' })
  running: boolean;

  @ApiProperty({ description: 'In no list, search or export; deleted a day after its last use' })
  temporary: boolean;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When it will be deleted unless it is used or pinned before; null: never',
  })
  expires_at: Date | null;

  @ApiPropertyOptional({
    type: SnippetDto,
    description: 'With `q`: the matching passage, if it is in a message',
  })
  snippet?: SnippetDto;
}

export class ThreadDetailDto extends ThreadDto {
  @ApiProperty({ description: 'It came from a file. If its model is not known here, the default answers next' })
  imported: boolean;

  @ApiProperty({ type: String, nullable: true })
  system_prompt: string | null;

  @ApiProperty({ type: ChatOptionsDto, nullable: true })
  options: ChatOptionsDto | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  active_leaf_id: string | null;

  @ApiProperty({
    type: [MessageDto],
    description: 'The whole tree, or the part of it that was asked for; oldest first',
  })
  messages: MessageDto[];

  @ApiProperty({
    type: [QueuedMessageDto],
    description: 'The messages that wait, in the order in which they are asked; none with `before`',
  })
  queued: QueuedMessageDto[];
}
