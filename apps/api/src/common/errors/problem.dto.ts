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

  @ApiProperty({ description: 'A sentence for a person that says what to do' })
  detail: string;

  @ApiProperty({ enum: Object.keys(ERROR_CODES), example: 'model.unavailable' })
  code: ErrorCode;

  @ApiProperty({ format: 'uuid' })
  request_id: string;

  @ApiPropertyOptional({ type: [ProblemFieldDto] })
  errors?: ProblemFieldDto[];

  @ApiPropertyOptional({ format: 'uuid', description: 'The thread that kept the prompt, where there is one' })
  thread_id?: string;

  @ApiPropertyOptional({ description: 'Tokens of the prompt, for llm.context-exceeded where the backend counted them' })
  prompt_tokens?: number;

  @ApiPropertyOptional({ description: 'Tokens there is room for, for llm.context-exceeded' })
  context_tokens?: number;

  @ApiPropertyOptional({ description: 'Bytes that are needed, for pull.disk-full where they are known' })
  needed_bytes?: number;

  @ApiPropertyOptional({ description: 'Bytes that are free, for pull.disk-full where they are known' })
  free_bytes?: number;

  @ApiPropertyOptional({ description: 'PostgreSQL error code, for sql.error', example: '42P01' })
  sqlstate?: string;

  @ApiPropertyOptional({ description: 'Character of the query at which the error was found, from 1' })
  position?: number;

  @ApiPropertyOptional({ description: 'How PostgreSQL suggests to mend it' })
  hint?: string;
}
