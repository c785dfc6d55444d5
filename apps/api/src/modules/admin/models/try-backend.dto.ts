import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';

export class TryBackendDto {
  @ApiProperty({ description: 'Address up to its version', example: 'http://127.0.0.1:8080/v1', maxLength: 500 })
  @IsString()
  @IsNotEmpty({ message: 'must not be empty' })
  @MaxLength(500)
  url: string;

  @ApiPropertyOptional({ description: 'Its key, if it wants one. It is used for this call only and kept nowhere' })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  api_key?: string;
}

export class TriedBackendDto {
  @ApiProperty({ description: 'It answered as such a server does' })
  reachable: boolean;

  @ApiPropertyOptional({ description: 'Why it did not, and what answered there instead' })
  problem?: string;

  @ApiProperty({ type: [String], description: 'Names of its models, 20 at most' })
  models: string[];

  @ApiProperty({ description: 'How many models it has' })
  model_count: number;
}
