import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Matches, MaxLength, ValidateIf } from 'class-validator';
import { TimingsDto, UsageDto } from '../../inference/index.js';
import { MessageFileDto } from '../../knowledge/index.js';
import {
  FEEDBACKS,
  FINISH_REASONS,
  MESSAGE_STATUSES,
  type ChatMessage,
  type Citation,
  type ContextUse,
  type DocumentUse,
  type Feedback,
  type FinishReason,
  type MessageStatus,
} from './message.entity.js';

/** Most images of a question. */
export const MOST_IMAGES = 8;

/** Most files of a question. */
export const MOST_FILES = 20;

export class CitationDto implements Citation {
  @ApiProperty({ description: 'The number in `[1]`', example: 1 })
  mark: number;

  @ApiProperty({ format: 'uuid' })
  file_id: string;

  @ApiProperty({ description: "The file's name then" })
  name: string;

  @ApiProperty({ minimum: 1 })
  page: number;

  @ApiProperty({ description: 'The passage' })
  quote: string;

  @ApiProperty({ description: "The passage's first character in the page's text (UTF-16 units)" })
  start: number;

  @ApiProperty({ description: 'The character after the passage' })
  end: number;
}

export class DocumentUseDto implements DocumentUse {
  @ApiProperty({
    enum: ['whole', 'passages', 'none'],
    description: 'What the model got to read: all, the passages that fit, or nothing because nothing fits',
  })
  used: DocumentUse['used'];

  @ApiProperty({
    type: String,
    enum: ['hybrid', 'text', null],
    nullable: true,
    description: 'How passages were found: by meaning and words, or by words alone',
  })
  by: DocumentUse['by'];

  @ApiProperty({ description: 'Estimated tokens that they take of the context' })
  tokens: number;

  @ApiProperty({ description: 'Files that were still being read, or could not be' })
  unread: number;

  @ApiProperty({ description: 'Files that are not there any more' })
  removed: number;
}

export class MessageErrorDto {
  @ApiProperty({ example: 'llm.failed' })
  code: string;

  @ApiProperty()
  title: string;

  @ApiProperty()
  detail: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'The request that failed, as the log knows it' })
  request_id?: string;
}

export class ContextUseDto implements ContextUse {
  @ApiProperty({ type: Number, nullable: true, description: 'Context length in tokens' })
  window: number | null;

  @ApiProperty({ description: 'Number of oldest messages that were left out because they did not fit' })
  dropped_messages: number;
}

export class MessageDto {
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

  @ApiProperty({ type: String, nullable: true, description: "The model's reasoning before the answer" })
  thinking: string | null;

  @ApiProperty({ type: [String], nullable: true })
  images: string[] | null;

  @ApiProperty({ type: [MessageFileDto], nullable: true, description: 'Files of a question; some may be gone' })
  files: MessageFileDto[] | null;

  @ApiProperty({ type: [CitationDto], nullable: true, description: 'What `[1]` in the answer stands for' })
  citations: CitationDto[] | null;

  @ApiProperty({ type: DocumentUseDto, nullable: true, description: 'For an answer in a chat with documents' })
  documents: DocumentUseDto | null;

  @ApiProperty({ type: String, nullable: true })
  model: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The model that was asked for and was out; `model` answered in its place',
  })
  fallback_for: string | null;

  @ApiProperty({ enum: MESSAGE_STATUSES, enumName: 'MessageStatus' })
  status: MessageStatus;

  @ApiProperty({ type: String, enum: [...FINISH_REASONS, null], nullable: true })
  finish_reason: FinishReason | null;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The run that generates or generated this answer',
  })
  run_id: string | null;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Place beside the answers of other models to the same question, from 0, until one or all are kept',
  })
  compare_place: number | null;

  @ApiProperty({ type: UsageDto, nullable: true })
  usage: UsageDto | null;

  @ApiProperty({ type: TimingsDto, nullable: true })
  timings: TimingsDto | null;

  @ApiProperty({ type: MessageErrorDto, nullable: true })
  error: MessageErrorDto | null;

  @ApiProperty()
  cached: boolean;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When the cached answer was generated',
  })
  cached_from: Date | null;

  @ApiProperty({
    type: ContextUseDto,
    nullable: true,
    description: 'For an answer: what the model was given as context',
  })
  context: ContextUseDto | null;

  @ApiProperty({ type: String, enum: [...FEEDBACKS, null], nullable: true })
  feedback: Feedback | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When a person changed the text' })
  edited_at: Date | null;

  @ApiProperty({ format: 'date-time', type: String })
  created_at: Date;
}

export class MessageUpdateDto {
  @ApiPropertyOptional({ description: 'New text. The model is not asked; use `edit` for that.' })
  @IsOptional()
  @IsString()
  @Matches(/\S/, { message: 'must not be empty' })
  content?: string;

  @ApiPropertyOptional({
    type: String,
    enum: [...FEEDBACKS, null],
    nullable: true,
    description: 'Only for answers; null removes the rating',
  })
  @ValidateIf(({ feedback }: MessageUpdateDto) => feedback != null)
  @IsIn(FEEDBACKS)
  feedback?: Feedback | null;
}

export class MessageRemovedDto {
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The newest message of the branch that is now shown',
  })
  active_leaf_id: string | null;

  @ApiProperty({ description: 'Number of deleted messages' })
  removed: number;
}

export class ForkDto {
  @ApiPropertyOptional({ maxLength: 200, description: 'Default: the title of the original thread' })
  @IsOptional()
  @IsString()
  @Matches(/\S/, { message: 'must not be empty' })
  @MaxLength(200)
  title?: string;
}

export const toMessageDto = (message: ChatMessage): MessageDto => {
  const {
    id,
    thread_id,
    parent_id,
    role,
    content,
    thinking,
    images,
    files,
    citations,
    documents,
    model,
    fallback_for,
    status,
    finish_reason,
    run_id,
    compare_place,
    usage,
    timings,
    error,
    cached_from,
    context,
    feedback,
    edited_at,
    created_at,
  } = message;
  return {
    id,
    thread_id,
    parent_id,
    role,
    content,
    thinking,
    images,
    files,
    citations,
    documents,
    model,
    fallback_for,
    status,
    finish_reason,
    run_id,
    compare_place,
    usage,
    timings,
    error,
    cached: cached_from !== null,
    cached_from,
    context,
    feedback,
    edited_at,
    created_at,
  };
};
