import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsDate,
  IsIn,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxDate,
  MaxLength,
  MinDate,
} from 'class-validator';
import type { NearBudget } from '../../usage/index.js';
import {
  ANNOUNCEMENT_AUDIENCES,
  ANNOUNCEMENT_LEVELS,
  type AnnouncementAudience,
  type AnnouncementLevel,
} from './announcement.entity.js';

const MOST_TEXT = 1_000;
const MOST_GROUPS = 100;
const A_TIME = 'must be a time such as 2027-01-31T00:00:00Z';
const FIRST_DAY = new Date('2000-01-01');
const LAST_DAY = new Date('9999-12-31');

/** A limit that is nearly or all used up. */
export class BannerBudgetDto {
  @ApiProperty({ enum: ['user', 'key', 'group'], enumName: 'BudgetHolder', description: 'Whose limit it is' })
  holder: NearBudget['holder'];

  @ApiProperty({ description: 'Name of the account, the API key or the group' })
  name: string;

  @ApiProperty({ enum: ['day', 'month'], enumName: 'BudgetPeriod' })
  period: NearBudget['period'];

  @ApiProperty({ enum: ['requests', 'tokens'], enumName: 'BudgetMeasure' })
  measure: NearBudget['measure'];

  @ApiProperty({ example: 90 })
  used: number;

  @ApiProperty({ example: 100 })
  limit: number;
}

/** A banner as those see it whom it is for. */
export class BannerDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({
    enum: ANNOUNCEMENT_LEVELS,
    enumName: 'AnnouncementLevel',
    description: '`danger` cannot be dismissed',
  })
  level: AnnouncementLevel;

  @ApiProperty({
    example: 'Maintenance on Sunday, see https://status.example.org',
    description: 'Plain text with lines; `[label](https://…)` and addresses are links, nothing else means anything',
  })
  text: string;

  @ApiPropertyOptional({
    type: BannerBudgetDto,
    description: 'Nobody wrote this one: a limit of yours is nearly used up, as `text` says in English',
  })
  budget?: BannerBudgetDto;
}

export class AnnouncementDto extends OmitType(BannerDto, ['budget'] as const) {
  @ApiProperty({
    enum: ANNOUNCEMENT_AUDIENCES,
    enumName: 'AnnouncementAudience',
    description: '`developers`: everybody with that role or a stronger one; `groups`: members of `group_ids`',
  })
  audience: AnnouncementAudience;

  @ApiProperty({ type: [String], description: 'Ids of groups' })
  group_ids: string[];

  @ApiProperty({ description: 'Also on the page where people sign in' })
  before_sign_in: boolean;

  @ApiProperty({ type: String, format: 'date-time' })
  begins_at: Date;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'null: until an admin ends it' })
  ends_at: Date | null;

  @ApiProperty({ enum: ['coming', 'active', 'past'], description: 'By the clock of the database' })
  state: 'coming' | 'active' | 'past';

  @ApiProperty({ example: 12, description: 'How many people have dismissed it' })
  dismissals: number;

  @ApiProperty({ type: String, format: 'date-time' })
  created_at: Date;
}

export class SaveAnnouncementDto {
  @ApiProperty({ enum: ANNOUNCEMENT_LEVELS, enumName: 'AnnouncementLevel' })
  @IsIn(ANNOUNCEMENT_LEVELS)
  level: AnnouncementLevel;

  @ApiProperty({ maxLength: MOST_TEXT, example: 'Maintenance on Sunday, see https://status.example.org' })
  @IsString()
  @MaxLength(MOST_TEXT)
  @Matches(/\S/, { message: 'must not be empty' })
  text: string;

  @ApiPropertyOptional({ enum: ANNOUNCEMENT_AUDIENCES, enumName: 'AnnouncementAudience', default: 'everybody' })
  @IsOptional()
  @IsIn(ANNOUNCEMENT_AUDIENCES)
  audience: AnnouncementAudience = 'everybody';

  @ApiPropertyOptional({
    type: [String],
    maxItems: MOST_GROUPS,
    description: 'Ids of groups; at least one with the audience `groups`, none with another',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_GROUPS)
  @ArrayUnique()
  @IsUUID('all', { each: true })
  group_ids: string[] = [];

  @ApiPropertyOptional({ default: false, description: 'Only with the audience `everybody`: it needs no account' })
  @IsOptional()
  @IsBoolean()
  before_sign_in: boolean = false;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'Default: now' })
  @IsOptional()
  @Type(() => Date)
  @IsDate({ message: A_TIME })
  @MinDate(FIRST_DAY, { message: A_TIME })
  @MaxDate(LAST_DAY, { message: A_TIME })
  begins_at?: Date;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'Default: until an admin ends it' })
  @IsOptional()
  @Type(() => Date)
  @IsDate({ message: A_TIME })
  @MinDate(FIRST_DAY, { message: A_TIME })
  @MaxDate(LAST_DAY, { message: A_TIME })
  ends_at?: Date;
}
