import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Provider } from '../../../llm/index.js';
import { PROVIDERS } from '../../models/index.js';

export class ModelMemoryDto {
  @ApiProperty({ example: 2_100_000_000 })
  bytes: number;

  @ApiProperty({ example: 2_100_000_000, description: 'How many of them on the GPU' })
  vram_bytes: number;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Until when it stays if nobody asks it',
  })
  expires_at: string | null;
}

export class FoundModelDto {
  @ApiProperty({ description: "The backend's own name", example: 'gemma2:2b' })
  name: string;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The model of the portal; null: it was taken out',
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

  @ApiProperty({ description: 'Whether it was in memory when its backend last answered' })
  was_loaded: boolean;

  @ApiProperty({
    type: Number,
    nullable: true,
    example: 2_100_000_000,
    description:
      'What it took when it was last seen in memory; null: not since the start of the server, or its backend ' +
      'does not say',
  })
  memory_seen_bytes: number | null;

  @ApiPropertyOptional({ type: ModelMemoryDto, description: 'While it is in memory, where the backend says so' })
  memory?: ModelMemoryDto;

  @ApiProperty({
    type: String,
    format: 'date',
    nullable: true,
    description: 'Last day (UTC) on which it answered here',
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

  @ApiPropertyOptional({ description: 'Why it is out of reach, and what to do' })
  problem?: string;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When it last answered; null: not since the start of the server',
  })
  seen_at: string | null;

  @ApiProperty({
    isArray: true,
    enum: ['pull', 'download', 'remove', 'load', 'unload'],
    description: 'What can be done with its models from here',
  })
  can: BackendVerb[];

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Free bytes of the disk its models are kept on, where that can be known',
  })
  free_disk_bytes: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'Free bytes of memory, where it runs on this machine' })
  free_memory_bytes: number | null;

  @ApiProperty({ type: [FoundModelDto], description: 'While it is out of reach: what it had when it last answered' })
  models: FoundModelDto[];
}

export const BACKEND_VERBS = ['pull', 'download', 'remove', 'load', 'unload'] as const;
export type BackendVerb = (typeof BACKEND_VERBS)[number];
