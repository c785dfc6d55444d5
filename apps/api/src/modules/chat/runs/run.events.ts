import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ProblemDto } from '../../../common/errors/problem.dto.js';
import { TimingsDto, UsageDto } from '../../inference/index.js';
import { CitationDto, DocumentUseDto } from '../threads/message.dto.js';
import { FINISH_REASONS, MESSAGE_STATUSES, type FinishReason, type MessageStatus } from '../threads/message.entity.js';

export class QueuedEventDto {
  @ApiProperty({ format: 'uuid' })
  run_id: string;

  @ApiProperty({ format: 'uuid' })
  thread_id: string;

  @ApiProperty({ description: 'How many runs go first, plus one' })
  position: number;

  @ApiProperty({ type: Number, nullable: true })
  eta_ms: number | null;
}

export class StartedEventDto {
  @ApiProperty({ format: 'uuid' })
  run_id: string;

  @ApiProperty({ format: 'uuid' })
  thread_id: string;

  @ApiProperty({ format: 'uuid', description: 'The answer' })
  message_id: string;

  @ApiProperty({ format: 'uuid', description: 'The question' })
  user_message_id: string;

  @ApiProperty({ description: 'The model that answers' })
  model: string;

  @ApiPropertyOptional({
    description: 'The model that was asked for and is out: `model` answers in its place. Then `started` comes again',
  })
  fallback_for?: string;

  @ApiProperty()
  cached: boolean;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When the cached answer was generated',
  })
  cached_from: Date | null;

  @ApiProperty({ description: 'Whether a truncated answer is continued; the first `delta` is then the existing text' })
  continued: boolean;

  @ApiProperty({ description: 'Number of oldest messages that are left out because they do not fit into the context' })
  dropped_messages: number;
}

/** The run of another model's answer to the same question. */
export class RunSiblingDto {
  @ApiProperty({ format: 'uuid' })
  run_id: string;

  @ApiProperty({ format: 'uuid', description: 'Its answer' })
  message_id: string;

  @ApiProperty()
  model: string;
}

export class CompareEventDto {
  @ApiProperty({ format: 'uuid' })
  run_id: string;

  @ApiProperty({ format: 'uuid' })
  thread_id: string;

  @ApiProperty({ format: 'uuid', description: 'The answer' })
  message_id: string;

  @ApiProperty({ format: 'uuid', description: 'The question' })
  user_message_id: string;

  @ApiProperty({ type: [RunSiblingDto] })
  siblings: RunSiblingDto[];
}

export class LoadingEventDto {
  @ApiProperty()
  model: string;

  @ApiProperty({ type: Number, nullable: true, description: 'Milliseconds that the last load took; null if unknown' })
  eta_ms: number | null;
}

export class TextEventDto {
  @ApiProperty()
  text: string;
}

/** No more than its name. */
export class EmptyEventDto {}

export class TitleEventDto {
  @ApiProperty()
  title: string;
}

export class DoneEventDto {
  @ApiProperty({ format: 'uuid' })
  message_id: string;

  @ApiProperty({ enum: FINISH_REASONS, enumName: 'FinishReason' })
  finish_reason: FinishReason;

  @ApiProperty({ type: UsageDto })
  usage: UsageDto;

  @ApiProperty({ type: TimingsDto })
  timings: TimingsDto;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The run of the message that waited for this end; its question is in the thread already',
  })
  next_run_id: string | null;

  @ApiProperty({ description: 'A model is naming the chat: `GET /api/chat/threads/{thread_id}/title` waits for it' })
  title_pending: boolean;
}

export class RunStatusDto {
  @ApiProperty({ format: 'uuid' })
  run_id: string;

  @ApiProperty({ enum: MESSAGE_STATUSES, enumName: 'MessageStatus' })
  status: MessageStatus;
}

/** The events of a run by name. The last one is `done` or `error`. */
export class RunEventsDto {
  @ApiProperty({
    type: CompareEventDto,
    description: 'Other models answer the same question; the first event, before any of them has begun',
  })
  compare: CompareEventDto;

  @ApiProperty({ type: QueuedEventDto })
  queued: QueuedEventDto;

  @ApiProperty({ type: StartedEventDto })
  started: StartedEventDto;

  @ApiProperty({ type: LoadingEventDto })
  loading: LoadingEventDto;

  @ApiProperty({ type: DocumentUseDto, description: 'What of the documents the model got to read' })
  documents: DocumentUseDto;

  @ApiProperty({ type: CitationDto, description: 'Comes before the first `delta` with its mark' })
  citation: CitationDto;

  @ApiProperty({ type: TextEventDto })
  delta: TextEventDto;

  @ApiProperty({ type: TextEventDto })
  thinking: TextEventDto;

  @ApiProperty({
    type: EmptyEventDto,
    description: 'All `delta` so far were thinking: the model marked only the end of it',
  })
  text_was_thinking: EmptyEventDto;

  @ApiProperty({ type: TitleEventDto })
  title: TitleEventDto;

  @ApiProperty({ type: DoneEventDto })
  done: DoneEventDto;

  @ApiProperty({ type: ProblemDto })
  error: ProblemDto;
}
