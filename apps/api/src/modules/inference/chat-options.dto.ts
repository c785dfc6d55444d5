import { ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsInt, IsNotEmpty, IsNumber, IsOptional, IsString, Max, Min } from 'class-validator';
import type { ChatOptions } from '../../llm/index.js';

/** Options of an answer; absent ones come from the thread, then from the model. */
export class ChatOptionsDto implements ChatOptions {
  @ApiPropertyOptional({ minimum: 0, maximum: 2, description: '0: always the most likely token; higher: more variety' })
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(2)
  temperature?: number;

  @ApiPropertyOptional({ minimum: 0, maximum: 1 })
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(1)
  top_p?: number;

  @ApiPropertyOptional({ minimum: 0, maximum: 1000 })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(1000)
  top_k?: number;

  @ApiPropertyOptional({ description: 'The same seed and prompt give the same answer' })
  @IsOptional()
  @IsInt()
  seed?: number;

  @ApiPropertyOptional({ minimum: 1, description: 'Longest answer in tokens' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  num_predict?: number;

  @ApiPropertyOptional({ minimum: 256, description: 'Context length in tokens' })
  @IsOptional()
  @IsInt()
  @Min(256)
  @Max(2_000_000)
  num_ctx?: number;

  @ApiPropertyOptional({ type: [String], description: 'The answer stops before any of these texts' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(16)
  @IsString({ each: true })
  @IsNotEmpty({ each: true })
  stop?: string[];
}
