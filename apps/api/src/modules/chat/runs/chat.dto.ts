import { ApiProperty, ApiPropertyOptional, PickType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  ValidateNested,
} from 'class-validator';
import { ChatOptionsDto } from '../../inference/index.js';
import { FINISH_REASONS, type FinishReason } from '../threads/message.entity.js';
import { TimingsDto, UsageDto } from '../../inference/index.js';
import { isBase64 } from '../../../common/base64.js';
import { MOST_IN_THREAD } from '../queued/queued-message.dto.js';
import { CitationDto, DocumentUseDto, MOST_FILES, MOST_IMAGES } from '../threads/message.dto.js';
import { RunSiblingDto } from './run.events.js';

/** Most models that answer one question side by side. */
const MOST_COMPARED = 3;

/** Fields that all three ways to ask share. */
export class AnswerOptionsDto {
  @ApiPropertyOptional({
    description:
      "Name of the model. Default: the thread's, and that of the answer which is regenerated or continued; in a new " +
      'thread the default model',
    example: 'gemma2:2b',
  })
  @IsOptional()
  @IsString()
  @IsNotEmpty({ message: 'must not be empty' })
  @MaxLength(200)
  model?: string;

  @ApiPropertyOptional({ type: ChatOptionsDto })
  @IsOptional()
  @IsObject({ message: 'must be an object' })
  @ValidateNested()
  @Type(() => ChatOptionsDto)
  options?: ChatOptionsDto;

  @ApiPropertyOptional({
    default: false,
    description: 'Answer as server-sent events (also with `Accept: text/event-stream`)',
  })
  @IsOptional()
  @IsBoolean()
  stream?: boolean;

  @ApiPropertyOptional({
    maxLength: 128,
    description: 'Your own id for this question: a repeated request asks only once',
  })
  @IsOptional()
  @IsString()
  @IsNotEmpty({ message: 'must not be empty' })
  @MaxLength(128)
  client_message_id?: string;

  @ApiPropertyOptional({
    enum: ['use', 'bypass'],
    default: 'use',
    description: 'bypass: ask the model and replace the cached answer',
  })
  @IsOptional()
  @IsIn(['use', 'bypass'])
  cache?: 'use' | 'bypass';
}

export class ChatRequestDto extends AnswerOptionsDto {
  @ApiProperty({ example: 'Why is the sky blue?' })
  @IsString()
  @Matches(/\S/, { message: 'must not be empty' })
  prompt: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'Default: a new thread' })
  @IsOptional()
  @IsUUID()
  thread_id?: string;

  @ApiPropertyOptional({
    format: 'uuid',
    description: 'The answer that this question follows; default: the newest one of the shown branch',
  })
  @IsOptional()
  @IsUUID()
  parent_id?: string;

  @ApiPropertyOptional({ maxLength: 100000, description: 'New system prompt of the thread' })
  @IsOptional()
  @IsString()
  @MaxLength(100_000)
  system?: string;

  @ApiPropertyOptional({
    type: [String],
    minItems: 1,
    maxItems: MOST_COMPARED - 1,
    description:
      'Further models that answer the same question, side by side. The reply is that of the first one, and names the ' +
      'other runs as `siblings`. Each counts as an answer of its own. Nothing is asked unless all can answer.',
    example: ['qwen3:4b'],
  })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_COMPARED - 1)
  @IsString({ each: true })
  @IsNotEmpty({ each: true, message: 'must not be empty' })
  @MaxLength(200, { each: true })
  compare_models?: string[];

  @ApiPropertyOptional({
    type: [String],
    maxItems: MOST_IMAGES,
    description: 'Base64 images without a data: prefix, for models with vision',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_IMAGES)
  @ValidateBy(
    { name: 'isImage', validator: { validate: (value: unknown) => typeof value === 'string' && isBase64(value) } },
    { each: true, message: 'each must be base64 without a data: prefix' },
  )
  images?: string[];

  @ApiPropertyOptional({
    type: [String],
    format: 'uuid',
    maxItems: MOST_FILES,
    description:
      'Uploaded files that this question brings into the chat: all further answers of the branch know them too',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_FILES)
  @IsUUID(undefined, { each: true })
  file_ids?: string[];

  @ApiPropertyOptional({
    default: false,
    description: 'The new thread is in no list and is deleted a day after its last use',
  })
  @IsOptional()
  @IsBoolean()
  temporary?: boolean;

  @ApiPropertyOptional({
    default: false,
    description:
      'The reply comes at once, with 202: while an answer of the thread is being written, the question waits and is ' +
      'asked when that answer is complete; otherwise it is asked now. Not with `system` or `parent_id`: it follows ' +
      'the answer before it',
  })
  @IsOptional()
  @IsBoolean()
  queue?: boolean;
}

export class QueuedCreateDto extends PickType(ChatRequestDto, [
  'prompt',
  'images',
  'file_ids',
  'model',
  'options',
  'cache',
  'client_message_id',
]) {
  @ApiPropertyOptional({ minimum: 1, maximum: MOST_IN_THREAD, description: 'Place in the order; default: the last' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MOST_IN_THREAD)
  position?: number;
}

export class EditRequestDto extends AnswerOptionsDto {
  @ApiProperty({ description: 'New text of the question' })
  @IsString()
  @Matches(/\S/, { message: 'must not be empty' })
  prompt: string;
}

export class RegenerateRequestDto extends AnswerOptionsDto {
  @ApiPropertyOptional({
    enum: ['shorter', 'longer'],
    description: 'Asks for a shorter or longer answer than usual',
  })
  @IsOptional()
  @IsIn(['shorter', 'longer'])
  length?: 'shorter' | 'longer';
}

export class ContinueRequestDto extends AnswerOptionsDto {}

export class KeepDto {
  @ApiProperty({
    enum: ['delete', 'keep'],
    description: 'What becomes of the answers beside this one: deleted, or kept as further versions of it',
  })
  @IsIn(['delete', 'keep'])
  others: 'delete' | 'keep';
}

export class ChatResponseDto {
  @ApiProperty({ description: 'The answer' })
  response: string;

  @ApiProperty({ format: 'uuid' })
  thread_id: string;

  @ApiProperty({ format: 'uuid', description: 'The answer' })
  message_id: string;

  @ApiProperty({ example: 'gemma2:2b', description: 'The model that answered' })
  model: string;

  @ApiPropertyOptional({ description: 'The model that was asked for and was out: `model` answered in its place' })
  fallback_for?: string;

  @ApiProperty({ description: 'Answered from the cache' })
  cached: boolean;

  @ApiProperty({ type: UsageDto, nullable: true })
  usage: UsageDto | null;

  @ApiProperty({ type: TimingsDto, nullable: true })
  timings: TimingsDto | null;

  @ApiProperty({ enum: FINISH_REASONS, enumName: 'FinishReason' })
  finish_reason: FinishReason;

  @ApiPropertyOptional({ type: [CitationDto], description: 'What `[1]` in the answer stands for' })
  citations?: CitationDto[];

  @ApiPropertyOptional({ type: DocumentUseDto, description: 'In a chat with documents: what of them the model read' })
  documents?: DocumentUseDto;

  @ApiPropertyOptional({ type: [RunSiblingDto], description: 'The runs of `compare_models`, in that order' })
  siblings?: RunSiblingDto[];
}
