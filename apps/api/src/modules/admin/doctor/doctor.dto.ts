import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsUrl, MaxLength } from 'class-validator';

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
    description: 'note: good to know; warn: will cause trouble later; fail: something does not work',
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
    description: "The server's time, so that the browser can compare its own clock",
  })
  now: Date;
}

export class ConnectionQueryDto {
  @ApiProperty({ example: 'https://chat.example.org', description: '`location.origin` of the page' })
  @MaxLength(300)
  @IsUrl(
    { protocols: ['http', 'https'], require_protocol: true, require_tld: false, allow_underscores: true },
    { message: 'must be an origin such as https://chat.example.org' },
  )
  origin: string;
}

export class ConnectionChecksDto {
  @ApiProperty({ type: [CheckDto] })
  checks: CheckDto[];
}
