import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsNotEmpty, IsOptional, IsString, Max, MaxLength, Min, ValidateIf } from 'class-validator';
import type { Provider } from '../../../llm/index.js';
import { ADDED_PROVIDERS, BACKEND_STATES, PROVIDERS, type BackendUse } from '../../models/index.js';

const BREAKER_STATES = ['closed', 'open', 'half-open'] as const;

export class BreakerDto {
  @ApiProperty({
    enum: BREAKER_STATES,
    description:
      'open: it failed three times in a row and is left alone; half-open: one request may try it; closed: in use',
  })
  state: (typeof BREAKER_STATES)[number];

  @ApiProperty({ type: Number, nullable: true, description: 'Milliseconds until a request may try it; null: not open' })
  opens_in_ms: number | null;

  @ApiProperty({ type: String, nullable: true, description: 'What it failed with last; null after an answer' })
  fault: string | null;
}

export class BackendDto {
  @ApiProperty({ example: 'ollama@gpu2:11434', description: 'Follows from its address, and changes with it' })
  id: string;

  @ApiProperty({ example: 'The box in the cellar', description: 'Without a name of its own: kind and address' })
  name: string;

  @ApiProperty({ example: 'Ollama at http://gpu2:11434' })
  label: string;

  @ApiProperty({ enum: PROVIDERS, enumName: 'Provider' })
  provider: Provider;

  @ApiProperty({ type: String, nullable: true, description: 'null: the environment says it' })
  url: string | null;

  @ApiProperty({ description: 'It comes from the environment: address, name and key cannot be changed here' })
  from_environment: boolean;

  @ApiProperty({ description: 'Keys are never shown' })
  has_api_key: boolean;

  @ApiProperty({ description: 'Its key was encrypted under another JWT_SECRET: enter it again' })
  api_key_lost: boolean;

  @ApiProperty({ description: 'Nothing can be made of what is saved: `problem` says why. It can only be removed' })
  broken: boolean;

  @ApiProperty({ description: 'Its share of the work beside others of its tier' })
  weight: number;

  @ApiProperty({ description: 'A lower tier is used first' })
  tier: number;

  @ApiProperty({ type: Number, nullable: true, description: 'Answers at a time; null: the setting llm_max_parallel' })
  max_parallel: number | null;

  @ApiProperty({
    enum: BACKEND_STATES,
    description: 'draining: answers in progress go on, no new one begins; off: it is not even asked for its models',
  })
  state: BackendUse;

  @ApiProperty({ type: Boolean, nullable: true, description: 'null: it is switched off and was not asked' })
  reachable: boolean | null;

  @ApiPropertyOptional({ description: 'Why it is not reachable, and what to do' })
  problem?: string;

  @ApiProperty({ type: String, nullable: true, example: '0.33.0' })
  version: string | null;

  @ApiProperty({ type: BreakerDto })
  breaker: BreakerDto;

  @ApiProperty({ description: 'How many models it has, or had when it last answered' })
  model_count: number;

  @ApiProperty({ type: [String], description: 'Names of those in memory' })
  loaded: string[];

  @ApiProperty({ description: 'Answers in progress there, of this process' })
  running: number;
}

class BackendUseDto {
  @ApiPropertyOptional({ minimum: 1, maximum: 100, default: 1 })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(100)
  weight?: number;

  @ApiPropertyOptional({ minimum: 0, maximum: 9, default: 0 })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(9)
  tier?: number;

  @ApiPropertyOptional({ type: Number, nullable: true, minimum: 1, maximum: 1_000, description: 'null: the setting' })
  @ValidateIf((_, value) => value !== undefined && value !== null)
  @IsInt()
  @Min(1)
  @Max(1_000)
  max_parallel?: number | null;

  @ApiPropertyOptional({ enum: BACKEND_STATES, default: 'on' })
  @IsOptional()
  @IsIn(BACKEND_STATES)
  state?: BackendUse;

  @ApiPropertyOptional({ maxLength: 100, description: 'Empty: kind and address' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  name?: string;
}

export class AddBackendDto extends BackendUseDto {
  @ApiProperty({ enum: ADDED_PROVIDERS })
  @IsIn(ADDED_PROVIDERS)
  provider: (typeof ADDED_PROVIDERS)[number];

  @ApiProperty({
    example: 'http://gpu2:11434',
    maxLength: 500,
    description: 'openai: up to its version, such as http://gpu2:8000/v1',
  })
  @IsString()
  @IsNotEmpty({ message: 'must not be empty' })
  @MaxLength(500)
  url: string;

  @ApiPropertyOptional({ maxLength: 500, description: 'Its key, if it wants one; kept encrypted, never shown' })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  api_key?: string;
}

export class ChangeBackendDto extends BackendUseDto {
  @ApiPropertyOptional({ maxLength: 500, description: 'With another address the id changes' })
  @IsOptional()
  @IsString()
  @IsNotEmpty({ message: 'must not be empty' })
  @MaxLength(500)
  url?: string;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: 500,
    description: 'null removes it. Another address needs it again',
  })
  @ValidateIf((_, value) => value !== undefined && value !== null)
  @IsString()
  @IsNotEmpty({ message: 'must not be empty' })
  @MaxLength(500)
  api_key?: string | null;
}

export class TryBackendDto {
  @ApiProperty({ enum: ADDED_PROVIDERS })
  @IsIn(ADDED_PROVIDERS)
  provider: (typeof ADDED_PROVIDERS)[number];

  @ApiProperty({ example: 'http://gpu2:11434', maxLength: 500 })
  @IsString()
  @IsNotEmpty({ message: 'must not be empty' })
  @MaxLength(500)
  url: string;

  @ApiPropertyOptional({ description: 'Its key, if it wants one. It is used for this call only and kept nowhere' })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  api_key?: string;

  @ApiPropertyOptional({ description: 'Id of a saved one: its key is used at its own address, if none is given here' })
  @IsOptional()
  @IsString()
  @MaxLength(600)
  id?: string;
}

export class TriedBackendDto {
  @ApiProperty({ description: 'It answered as such a server does' })
  reachable: boolean;

  @ApiPropertyOptional({ description: 'Why it did not, and what answered there instead' })
  problem?: string;

  @ApiProperty({ type: String, nullable: true, example: '0.33.0' })
  version: string | null;

  @ApiProperty({ type: [String], description: 'Names of its models, 20 at most' })
  models: string[];

  @ApiProperty({ description: 'How many models it has' })
  model_count: number;

  @ApiProperty({ type: Number, nullable: true, description: 'Milliseconds that its list of models took' })
  latency_ms: number | null;
}
