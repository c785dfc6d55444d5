import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Provider } from '../../../llm/index.js';
import { PROVIDERS } from '../../models/index.js';

export class ModelMemoryDto {
  @ApiProperty({ example: 2_100_000_000 })
  bytes: number;

  @ApiProperty({ example: 2_100_000_000, description: 'Of these, bytes on the GPU' })
  vram_bytes: number;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When it will be unloaded if it is not used',
  })
  expires_at: string | null;
}

export class FoundModelDto {
  @ApiProperty({ description: 'Name at the backend', example: 'gemma2:2b' })
  name: string;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: "The portal's model; null: removed from the portal",
  })
  model_id: string | null;

  @ApiProperty({ type: Number, nullable: true, example: 1_629_518_495 })
  size_bytes: number | null;

  @ApiProperty({ type: String, nullable: true, example: 'Q4_0' })
  quantization: string | null;

  @ApiProperty({ type: String, nullable: true, example: '2.6B' })
  parameter_size: string | null;

  @ApiProperty({ type: Number, nullable: true, example: 8192 })
  context_length: number | null;

  @ApiProperty()
  loaded: boolean;

  @ApiProperty({ description: 'Whether it was in memory when the backend last answered' })
  was_loaded: boolean;

  @ApiProperty({
    type: Number,
    nullable: true,
    example: 2_100_000_000,
    description:
      'Memory when it was last seen loaded; null: not loaded since the server started, or the backend ' +
      'does not report it',
  })
  memory_seen_bytes: number | null;

  @ApiPropertyOptional({ type: ModelMemoryDto, description: 'Only while it is in memory, if the backend reports it' })
  memory?: ModelMemoryDto;

  @ApiProperty({
    type: String,
    format: 'date',
    nullable: true,
    description: 'Last day (UTC) on which it was used here',
  })
  last_used: string | null;
}

export class BackendStateDto {
  @ApiProperty({ example: 'ollama@127.0.0.1:11434' })
  id: string;

  @ApiProperty({ example: 'Ollama at http://127.0.0.1:11434' })
  label: string;

  @ApiProperty({ enum: PROVIDERS, enumName: 'Provider' })
  provider: Provider;

  @ApiProperty()
  reachable: boolean;

  @ApiProperty({ type: String, nullable: true, example: '0.33.0' })
  version: string | null;

  @ApiPropertyOptional({ description: 'Why it is unreachable, and what to do' })
  problem?: string;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When it last answered; null: not since the server started',
  })
  seen_at: string | null;

  @ApiProperty({
    isArray: true,
    enum: ['pull', 'download', 'remove', 'load', 'unload'],
    description: 'What the portal can do with its models',
  })
  can: BackendVerb[];

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Free bytes on the disk of its models, if known',
  })
  free_disk_bytes: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'Free bytes of memory, if it runs on this machine' })
  free_memory_bytes: number | null;

  @ApiProperty({ type: [FoundModelDto], description: 'Its models; while it is unreachable, those of its last answer' })
  models: FoundModelDto[];
}

export const BACKEND_VERBS = ['pull', 'download', 'remove', 'load', 'unload'] as const;
export type BackendVerb = (typeof BACKEND_VERBS)[number];
