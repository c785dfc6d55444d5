import { ApiProperty, ApiPropertyOptional, OmitType, PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { PageQueryDto } from '../../../common/http/paging.js';
import { QueryText } from '../../../common/http/query-fields.js';
import { ROLES, type Role } from '../../../common/access/roles.js';
import { GROUP_SOURCES, LONGEST_GROUP_NAME, type GroupSource } from '../../auth/index.js';
import { RIGHT_RULES, type RightRule } from '../../models/index.js';
import { QuotaDto } from '../users/user.dto.js';

const MOST_MEMBERS = 10_000;
const MOST_MODELS = 1_000;

/** What all members may use together. */
export class BudgetDto extends OmitType(QuotaDto, ['parallel_runs'] as const) {}

export class GroupDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ example: 'Physics' })
  name: string;

  @ApiProperty()
  description: string;

  @ApiProperty({
    enum: GROUP_SOURCES,
    enumName: 'GroupSource',
    description: 'Who says who is in it; `manual`: the admins of this portal',
  })
  source: GroupSource;

  @ApiProperty({ type: String, nullable: true, description: 'What the provider calls it' })
  external_id: string | null;

  @ApiProperty({ description: 'Number of members; who they are is in `/api/admin/users?group_id=`, page by page' })
  member_count: number;

  @ApiProperty({
    type: QuotaDto,
    description: 'A person has the highest of all groups; what no group says is as the role has it',
  })
  quota: QuotaDto;

  @ApiProperty({
    type: BudgetDto,
    description:
      'What all members may use together of the models that the group allows; a person in several groups needs room ' +
      'in one of them',
  })
  budget: BudgetDto;

  @ApiProperty({
    type: [String],
    nullable: true,
    description: 'Ids of the models that members may use; null: all that their role may',
  })
  model_ids: string[] | null;

  @ApiProperty({
    description:
      'Whether an admin has said so. A group that a provider made says nothing about models until one sets `model_ids`',
  })
  models_decided: boolean;

  @ApiProperty({ type: String, format: 'date-time' })
  created_at: Date;
}

export class GroupDetailsDto extends GroupDto {
  @ApiProperty({
    type: [String],
    nullable: true,
    description: 'Ids of the members, of a group of at most 100; null for a larger one',
  })
  member_ids: string[] | null;
}

const ID = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const IDS = new RegExp(`^${ID}(,${ID}){0,99}$`);

export class GroupQueryDto extends PageQueryDto {
  @QueryText(200, { description: 'Part of the name or description, matched literally', example: 'physics' })
  q?: string;

  @ApiPropertyOptional({ enum: GROUP_SOURCES, enumName: 'GroupSource', description: 'Only those of this source' })
  @IsOptional()
  @IsIn(GROUP_SOURCES)
  source?: GroupSource;

  @ApiPropertyOptional({ type: String, description: 'Only these: at most 100 ids, separated by commas' })
  @IsOptional()
  @Matches(IDS, { message: 'must be at most 100 ids, separated by commas' })
  ids?: string;
}

export class GroupMembersDto {
  @ApiProperty({
    type: 'array',
    items: { type: 'string', format: 'uuid' },
    maxItems: MOST_MEMBERS,
    description: 'Ids of accounts; replaces all members',
  })
  @IsArray()
  @ArrayMaxSize(MOST_MEMBERS)
  @ArrayUnique()
  @IsUUID('all', { each: true })
  member_ids: string[];
}

export class ChangeMembersDto {
  @ApiPropertyOptional({ type: [String], maxItems: MOST_MEMBERS, description: 'Ids of accounts that join' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_MEMBERS)
  @ArrayUnique()
  @IsUUID('all', { each: true })
  add: string[] = [];

  @ApiPropertyOptional({ type: [String], maxItems: MOST_MEMBERS, description: 'Ids of accounts that leave' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_MEMBERS)
  @ArrayUnique()
  @IsUUID('all', { each: true })
  remove: string[] = [];
}

export class CreateGroupDto {
  @ApiProperty({ maxLength: LONGEST_GROUP_NAME, example: 'Physics' })
  @IsString()
  @MaxLength(LONGEST_GROUP_NAME)
  @Matches(/\S/, { message: 'must not be empty' })
  name: string;

  @ApiPropertyOptional({ maxLength: 500 })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  description?: string;

  @ApiPropertyOptional({ type: QuotaDto, description: 'Replaces the quota; a field you leave out says nothing' })
  @IsOptional()
  @IsObject({ message: 'must be an object' })
  @ValidateNested()
  @Type(() => QuotaDto)
  quota?: QuotaDto;

  @ApiPropertyOptional({ type: BudgetDto, description: 'Replaces the budget; a field you leave out is no limit' })
  @IsOptional()
  @IsObject({ message: 'must be an object' })
  @ValidateNested()
  @Type(() => BudgetDto)
  budget?: BudgetDto;

  @ApiPropertyOptional({
    type: [String],
    nullable: true,
    maxItems: MOST_MODELS,
    description: 'Ids of the models that members may use; null: all that their role may',
  })
  @ValidateIf((_, value) => value !== undefined && value !== null)
  @IsArray()
  @ArrayMaxSize(MOST_MODELS)
  @ArrayUnique()
  @IsUUID('all', { each: true })
  model_ids?: string[] | null;

  @ApiPropertyOptional({ type: [String], maxItems: MOST_MEMBERS, description: 'Ids of the first members' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_MEMBERS)
  @ArrayUnique()
  @IsUUID('all', { each: true })
  member_ids?: string[];
}

export class UpdateGroupDto extends PartialType(CreateGroupDto) {}

export class RuleDto {
  @ApiProperty({
    enum: RIGHT_RULES,
    enumName: 'RightRule',
    description:
      'enabled: an admin offers it; role: it is for the role; reserved: it is reserved for no groups or for one of ' +
      "the person's; groups: a group of the person allows it, or none confines him; key: an API key is bound to it",
  })
  rule: RightRule;

  @ApiProperty()
  allowed: boolean;

  @ApiProperty({ type: [String], description: 'Ids of the groups that the rule is about: that allow it, or would' })
  group_ids: string[];
}

export class KeyRightDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  name: string;

  @ApiProperty({ description: 'Not expired, of an open account that may have keys' })
  works: boolean;

  @ApiProperty({ description: 'Whether the key may use the model' })
  allowed: boolean;
}

export class GroupNameDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  name: string;
}

/** A group of the person. */
export class OwnGroupDto extends GroupNameDto {
  @ApiProperty({ enum: GROUP_SOURCES, enumName: 'GroupSource' })
  source: GroupSource;

  @ApiProperty({ type: QuotaDto })
  quota: QuotaDto;

  @ApiProperty({ description: 'Whether it says anything about models yet' })
  models_decided: boolean;
}

export class ModelRightDto {
  @ApiProperty({ format: 'uuid' })
  model_id: string;

  @ApiProperty({ example: 'gemma2:2b' })
  name: string;

  @ApiProperty()
  display_name: string;

  @ApiProperty({ description: 'Whether the person may use it, signed in' })
  allowed: boolean;

  @ApiProperty({ type: [RuleDto], description: 'Every rule, in the order in which they are asked; all must allow it' })
  rules: RuleDto[];

  @ApiProperty({ type: [KeyRightDto], description: "The person's API keys" })
  keys: KeyRightDto[];

  @ApiProperty({
    type: [GroupNameDto],
    description: 'The first groups that would open it, if the person joined one; none where that is not enough',
  })
  ways: GroupNameDto[];
}

export class RightsDto {
  @ApiProperty({ enum: ROLES, enumName: 'Role' })
  role: Role;

  @ApiProperty({ description: 'A deactivated account may use nothing, whatever the rules say' })
  is_active: boolean;

  @ApiProperty({ type: [OwnGroupDto], description: 'The groups of the person' })
  groups: OwnGroupDto[];

  @ApiProperty({ type: [GroupNameDto], description: 'Other groups that models are reserved for' })
  other_groups: GroupNameDto[];

  @ApiProperty({ type: QuotaDto, description: 'What holds for the person: own quota, or groups and role' })
  quota: QuotaDto;

  @ApiProperty({ type: [ModelRightDto] })
  models: ModelRightDto[];
}
