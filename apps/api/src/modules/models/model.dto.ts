import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Capability, Provider } from '../../llm/index.js';

export const PROVIDERS = ['ollama', 'openai', 'embedded'] as const satisfies Provider[];

const UNAVAILABLE_CODES = ['llm.unavailable', 'model.not-pulled'] as const;

export class ModelDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ description: 'Name at the backend', example: 'gemma2:2b' })
  name: string;

  @ApiProperty({ example: 'Gemma 2 (2B)' })
  display_name: string;

  @ApiProperty({ enum: PROVIDERS, enumName: 'Provider' })
  provider: Provider;

  @ApiProperty()
  is_enabled: boolean;

  @ApiProperty({
    description:
      'Used if a request names no model. Also if it is not available: no other takes its place. Until a model server ' +
      'was found, the demo model is the default.',
  })
  is_default: boolean;

  @ApiProperty({ description: 'Whether a backend has it now' })
  available: boolean;

  @ApiPropertyOptional({
    enum: UNAVAILABLE_CODES,
    description: 'Its backend does not answer, or does not have it',
  })
  unavailable_code?: (typeof UNAVAILABLE_CODES)[number];

  @ApiPropertyOptional({ description: 'Why it is not available, and what to do' })
  unavailable_reason?: string;

  @ApiProperty({ description: 'Whether it is in memory now' })
  loaded: boolean;

  @ApiProperty({ type: Number, nullable: true, description: 'Longest context in tokens' })
  context_length: number | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: "Current context length in tokens: the configured one, or the backend's default",
  })
  context_window: number | null;

  @ApiProperty({ description: "Characters per token, measured on this installation's prompts; 4 before the first one" })
  chars_per_token: number;

  @ApiProperty({ type: Number, nullable: true, description: 'Milliseconds that the last load took' })
  load_ms: number | null;

  @ApiProperty({ type: [String], example: ['completion', 'tools'] })
  capabilities: Capability[];

  @ApiProperty({ type: Number, nullable: true })
  size_bytes: number | null;

  @ApiProperty({ type: String, nullable: true, example: '2.6B' })
  parameter_size: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'Q4_0' })
  quantization: string | null;

  @ApiProperty({ type: Number, nullable: true, description: 'Speed measured on this installation since the start' })
  tokens_per_second: number | null;

  @ApiProperty({ format: 'date-time', type: String })
  created_at: Date;
}
