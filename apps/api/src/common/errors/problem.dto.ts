import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ERROR_CODES, type ErrorCode } from './error-codes.js';

export class ProblemFieldDto {
  @ApiProperty({ description: 'RFC 6901 pointer into the request body', example: '/prompt' })
  pointer: string;

  @ApiProperty({ example: 'must not be empty' })
  message: string;
}

/** The one shape of every error (RFC 9457), inside a stream too. */
export class ProblemDto {
  @ApiProperty({ example: 'about:blank' })
  type: string;

  @ApiProperty({ example: 'The model is not available' })
  title: string;

  @ApiProperty({ example: 400 })
  status: number;

  @ApiProperty({ description: 'A sentence for people that says what to do' })
  detail: string;

  @ApiProperty({ enum: Object.keys(ERROR_CODES), example: 'model.unavailable' })
  code: ErrorCode;

  @ApiProperty({ format: 'uuid' })
  request_id: string;

  @ApiPropertyOptional({ type: [ProblemFieldDto] })
  errors?: ProblemFieldDto[];

  @ApiPropertyOptional({ format: 'uuid', description: 'The thread in which the prompt was saved, if any' })
  thread_id?: string;

  @ApiPropertyOptional({
    description: 'Tokens of the prompt; only with llm.context-exceeded, if the backend counted them',
  })
  prompt_tokens?: number;

  @ApiPropertyOptional({ description: 'Tokens that fit; only with llm.context-exceeded' })
  context_tokens?: number;

  @ApiPropertyOptional({ description: 'Bytes needed; only with pull.disk-full, if known' })
  needed_bytes?: number;

  @ApiPropertyOptional({ description: 'Bytes free; only with pull.disk-full, if known' })
  free_bytes?: number;

  @ApiPropertyOptional({ description: 'Bytes of the upload that are there; only with file.offset' })
  received?: number;

  @ApiPropertyOptional({ description: 'PostgreSQL error code; only with sql.error', example: '42P01' })
  sqlstate?: string;

  @ApiPropertyOptional({ description: 'Position of the error in the query, in characters from 1' })
  position?: number;

  @ApiPropertyOptional({ description: "PostgreSQL's hint how to fix it" })
  hint?: string;

  @ApiPropertyOptional({ description: 'Why it has ended; only with share.gone, for its owner', example: 'expired' })
  share_state?: string;
}
