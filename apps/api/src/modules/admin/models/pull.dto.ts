import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsNotEmpty, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { ProblemDto } from '../../../common/errors/problem.dto.js';
import { PULL_KINDS, PULL_STATES, type PullKind, type PullState } from '../../models/index.js';
import { MODEL_NAME } from './admin-model.dto.js';

export class PullModelDto {
  @ApiProperty({ description: "Name in the backend's registry", example: 'llama3.2:3b' })
  @IsString()
  @Matches(MODEL_NAME, { message: 'must be a model name such as llama3.2:3b' })
  name: string;

  @ApiPropertyOptional({
    description: 'Id of a backend; default: the first one that can pull',
    example: 'ollama@127.0.0.1:11434',
  })
  @IsOptional()
  @IsString()
  @IsNotEmpty({ message: 'must not be empty' })
  @MaxLength(300)
  backend?: string;
}

export class DownloadModelDto {
  @ApiProperty({
    description: 'Address of a GGUF file on one of the hosts of GGUF_SOURCES',
    example: 'https://huggingface.co/Qwen/Qwen2.5-0.5B-Instruct-GGUF/resolve/main/qwen2.5-0.5b-instruct-q4_k_m.gguf',
  })
  @IsString()
  @IsNotEmpty({ message: 'must not be empty' })
  @MaxLength(2_000)
  url: string;

  @ApiPropertyOptional({
    description: 'SHA-256 of the file, hexadecimal; checked during the download',
    example: '74a4da8c9fdbcd15bd1f6d01d621410d31c6fc00986f5eb687824e7b93d7a9db',
  })
  @IsOptional()
  @Matches(/^[\da-fA-F]{64}$/, { message: 'must be 64 hexadecimal digits' })
  sha256?: string;

  @ApiPropertyOptional({ description: 'Name for the model; default: the file name', example: 'qwen2.5-0.5b' })
  @IsOptional()
  @Matches(/^[A-Za-z\d][\w.-]{0,99}$/, { message: 'must be letters, digits, dots, dashes and underscores' })
  name?: string;
}

export class PullDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({
    enum: PULL_KINDS,
    description: "pull: by name, from the backend's registry; download: a file, for the embedded engine",
  })
  kind: PullKind;

  @ApiProperty({ example: 'llama3.2:3b' })
  name: string;

  @ApiProperty({ example: 'ollama@127.0.0.1:11434' })
  backend: string;

  @ApiPropertyOptional({ description: 'Address of a download' })
  url?: string;

  @ApiProperty({ enum: PULL_STATES })
  status: PullState;

  @ApiProperty({ example: 'pulling 74701a8c35f6', description: "Current step, in the backend's words" })
  phase: string;

  @ApiProperty({ example: 512_000_000 })
  completed: number;

  @ApiProperty({
    example: 2_019_393_189,
    description: 'Bytes as far as known, which may grow; 0: not known yet',
  })
  total: number;

  @ApiProperty({ type: Number, nullable: true, description: 'Mean over the last five seconds' })
  bytes_per_second: number | null;

  @ApiProperty({ type: Number, nullable: true })
  eta_ms: number | null;

  @ApiPropertyOptional({ type: ProblemDto, description: 'Why it failed' })
  problem?: ProblemDto;

  @ApiProperty({ description: 'User name of the admin', example: 'admin' })
  requested_by: string;

  @ApiProperty({ type: String, format: 'date-time' })
  created_at: Date;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  ended_at: Date | null;
}
