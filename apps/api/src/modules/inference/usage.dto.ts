import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export class UsageDto {
  @ApiProperty({ description: 'Tokens of the prompt, as the backend counted them' })
  input_tokens: number;

  @ApiProperty({ description: 'Tokens of the answer' })
  output_tokens: number;

  @ApiPropertyOptional({
    type: Boolean,
    description: 'A count is estimated: the backend reported none, or the answer ended early',
  })
  estimated?: true;
}

export class TimingsDto {
  @ApiProperty({ description: 'Milliseconds in the queue' })
  queue_ms: number;

  @ApiProperty({ type: Number, nullable: true, description: 'Milliseconds that the backend took to load the model' })
  load_ms: number | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Milliseconds from the start at the backend to the first token',
  })
  ttft_ms: number | null;

  @ApiPropertyOptional({
    type: Number,
    nullable: true,
    description: 'Milliseconds from the first thought to the first word of the answer; null without thoughts',
  })
  thinking_ms?: number | null;

  @ApiProperty({ description: 'Milliseconds from the question to the end of the answer' })
  total_ms: number;

  @ApiProperty({ type: Number, nullable: true })
  tokens_per_second: number | null;
}
