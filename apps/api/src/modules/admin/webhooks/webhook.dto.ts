import { ApiProperty, ApiPropertyOptional, PartialType } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
} from 'class-validator';
import { DELIVERY_STATES, WEBHOOK_EVENTS, type DeliveryState, type WebhookEvent } from '../../webhooks/index.js';

export class WebhookDeliveryDto {
  @ApiProperty({ format: 'uuid', description: 'The `webhook-id` that its receiver gets, the same for every try' })
  id: string;

  @ApiProperty({ example: 'budget.warning' })
  event: string;

  @ApiProperty({ enum: DELIVERY_STATES, enumName: 'DeliveryState' })
  state: DeliveryState;

  @ApiProperty({ example: 1, description: 'Tries; ten are made within a day' })
  tries: number;

  @ApiProperty({ type: Number, nullable: true, example: 204, description: 'HTTP status of the last reply' })
  status: number | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why the last try failed' })
  problem: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The first 200 characters of the last reply' })
  reply: string | null;

  @ApiProperty({ example: '{"type":"budget.warning", …}', description: 'What is sent' })
  body: string;

  @ApiProperty({ type: String, format: 'date-time' })
  created_at: Date;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'The last try' })
  tried_at: Date | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'The next try, while it waits' })
  due_at: Date | null;
}

export class WebhookDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ example: 'Ops chat' })
  name: string;

  @ApiProperty({ example: 'https://hooks.example.org/pocket-llm' })
  url: string;

  @ApiProperty({ enum: WEBHOOK_EVENTS, enumName: 'WebhookEvent', isArray: true })
  events: WebhookEvent[];

  @ApiProperty({ description: 'While it is off it is told nothing, and what waits waits on' })
  is_enabled: boolean;

  @ApiProperty({ example: 0, description: 'Messages that wait to be sent' })
  waiting: number;

  @ApiProperty({ example: 0, description: 'Messages that were given up because more than 10,000 waited' })
  dropped: number;

  @ApiProperty({ type: WebhookDeliveryDto, nullable: true, description: 'The newest delivery' })
  last: WebhookDeliveryDto | null;

  @ApiProperty({ type: String, format: 'date-time' })
  created_at: Date;
}

export class WebhookSecretDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({
    example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    description: 'With which messages are signed, as Standard Webhooks has it; shown this once',
  })
  secret: string;
}

export class CreateWebhookDto {
  @ApiProperty({ maxLength: 100, example: 'Ops chat' })
  @IsString()
  @MaxLength(100)
  @Matches(/\S/, { message: 'must not be empty' })
  name: string;

  @ApiProperty({
    maxLength: 2000,
    example: 'https://hooks.example.org/pocket-llm',
    description: 'Public, with https; in the networks of WEBHOOK_ALLOWED_NETWORKS also private, and with http',
  })
  @IsString()
  @MaxLength(2_000)
  url: string;

  @ApiProperty({ enum: WEBHOOK_EVENTS, enumName: 'WebhookEvent', isArray: true })
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(WEBHOOK_EVENTS.length)
  @ArrayUnique()
  @IsIn(WEBHOOK_EVENTS, { each: true })
  events: WebhookEvent[];

  @ApiPropertyOptional({ default: true })
  @IsOptional()
  @IsBoolean()
  is_enabled?: boolean;
}

export class UpdateWebhookDto extends PartialType(CreateWebhookDto) {}
