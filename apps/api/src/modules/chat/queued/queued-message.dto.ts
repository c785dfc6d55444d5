import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, Matches, Max, Min } from 'class-validator';
import { MessageFileDto } from '../../knowledge/index.js';
import type { QueuedMessage } from './queued-message.entity.js';

/** Messages that may wait in one thread. */
export const MOST_IN_THREAD = 20;

export class QueueProblemDto {
  @ApiProperty({ example: 'limit.requests' })
  code: string;

  @ApiProperty()
  title: string;

  @ApiProperty()
  detail: string;
}

export class QueuedMessageDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ format: 'uuid' })
  thread_id: string;

  @ApiProperty()
  prompt: string;

  @ApiProperty({ type: [String], nullable: true, description: 'Base64 images' })
  images: string[] | null;

  @ApiProperty({ type: [MessageFileDto], nullable: true, description: 'Documents that it brings into the chat' })
  files: MessageFileDto[] | null;

  @ApiProperty({ type: String, nullable: true, description: "The model to ask; null: the thread's" })
  model: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'As it was sent' })
  client_message_id: string | null;

  @ApiProperty({ minimum: 1, maximum: MOST_IN_THREAD, description: '1 is asked first' })
  position: number;

  @ApiProperty({
    description:
      'It is not asked by itself: the answer before it was stopped or failed, or the server was started again. ' +
      'Otherwise it is asked when the answer in progress ends',
  })
  held: boolean;

  @ApiProperty({
    type: QueueProblemDto,
    nullable: true,
    description: 'Why it could not be asked when its turn came, for example a limit',
  })
  problem: QueueProblemDto | null;

  @ApiProperty({ format: 'date-time', type: String })
  created_at: Date;
}

export class QueuedUpdateDto {
  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @Matches(/\S/, { message: 'must not be empty' })
  prompt?: string;

  @ApiPropertyOptional({
    minimum: 1,
    maximum: MOST_IN_THREAD,
    description: 'New place in the order; beyond the last: the last',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MOST_IN_THREAD)
  position?: number;
}

export class QueuedReplyDto {
  @ApiProperty({ format: 'uuid' })
  thread_id: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'null: it was asked at once' })
  queued_message_id: string | null;

  @ApiProperty({ description: '1 is asked first; 0: it was asked at once' })
  position: number;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The run that answers it, if it was asked at once; its events are at `/api/chat/runs/{run_id}/events`',
  })
  run_id: string | null;
}

/** @param position its place in the order, from 1 */
export function toQueuedDto(row: QueuedMessage, position: number, held: boolean): QueuedMessageDto {
  const { id, thread_id, prompt, images, files, model, client_message_id, problem, created_at } = row;
  return { id, thread_id, prompt, images, files, model, client_message_id, position, held, problem, created_at };
}
