import { ApiProperty } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';

/** Longest text of each kind in characters: it is sent with every question. */
const MOST_CHARS = 4_000;

export class InstructionsDto {
  @ApiProperty({
    maxLength: MOST_CHARS,
    example: 'I teach physics to teenagers in Leipzig.',
    description: 'What the models should know about you; empty: nothing',
  })
  @IsString()
  @MaxLength(MOST_CHARS)
  about: string;

  @ApiProperty({
    maxLength: MOST_CHARS,
    example: 'Short, without headings. Metric units.',
    description: 'How they should answer; empty: as they do',
  })
  @IsString()
  @MaxLength(MOST_CHARS)
  answers: string;
}
