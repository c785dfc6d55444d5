import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export const CHECK_STATES = ['ok', 'note', 'warn', 'fail'] as const;
export type CheckState = (typeof CHECK_STATES)[number];

/** Result of one check. */
export class CheckDto {
  @ApiProperty({ example: 'default-password' })
  id: string;

  @ApiProperty({ example: 'Default password' })
  title: string;

  @ApiProperty({
    enum: CHECK_STATES,
    description: 'note: good to know; warn: will hurt some day; fail: something does not work',
  })
  state: CheckState;

  @ApiProperty({ example: 'admin still has the documented password.' })
  detail: string;

  @ApiPropertyOptional({ example: 'Change it under Settings.', description: 'What to do' })
  fix?: string;
}

export class DoctorDto {
  @ApiProperty({ type: [CheckDto] })
  checks: CheckDto[];

  @ApiProperty({
    type: String,
    format: 'date-time',
    description: "The server's clock, for a browser to compare with its own",
  })
  now: Date;
}
