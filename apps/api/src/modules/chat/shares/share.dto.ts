import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, IsOptional, IsUUID, Max, Min, ValidateIf } from 'class-validator';
import { SHARE_LEVELS, type FrozenMessage, type ShareLevel } from './share.entity.js';

const DEFAULT_DAYS = 30;

/** Why nobody but its owner may read a share now. */
export const SHARE_STATES = ['open', 'expired', 'revoked', 'public-off', 'no-group'] as const;
export type ShareState = (typeof SHARE_STATES)[number];

export class CreateShareDto {
  @ApiProperty({
    enum: SHARE_LEVELS,
    enumName: 'ShareLevel',
    description: '`members`: everybody with an account; `group`: members of `group_id`; `link`: whoever has the link',
  })
  @IsIn(SHARE_LEVELS)
  level: ShareLevel;

  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'A group of yours; with the level `group`, and only then',
  })
  @ValidateIf(({ level, group_id }: CreateShareDto) => level === 'group' || group_id != null)
  @IsUUID()
  group_id?: string | null;

  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The last message of the copy. Default: the newest of the branch that is shown',
  })
  @IsOptional()
  @IsUUID()
  message_id?: string | null;

  @ApiPropertyOptional({
    type: 'integer',
    nullable: true,
    minimum: 1,
    maximum: 3650,
    default: DEFAULT_DAYS,
    description: 'null: until you revoke it',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(3650)
  expires_in_days?: number | null = DEFAULT_DAYS;

  @ApiPropertyOptional({ default: false, description: 'Show your name to whoever reads it' })
  @IsOptional()
  @IsBoolean()
  with_name?: boolean;

  @ApiPropertyOptional({ default: false, description: 'Copy how the model thought before its answers' })
  @IsOptional()
  @IsBoolean()
  with_thinking?: boolean;

  @ApiPropertyOptional({ default: false, description: 'Copy the system prompt of the thread' })
  @IsOptional()
  @IsBoolean()
  with_system_prompt?: boolean;
}

export class ShareGroupDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  name: string;
}

export class ShareDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  title: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'null: the thread is deleted' })
  thread_id: string | null;

  @ApiProperty({ enum: SHARE_LEVELS, enumName: 'ShareLevel' })
  level: ShareLevel;

  @ApiProperty({ type: ShareGroupDto, nullable: true })
  group: ShareGroupDto | null;

  @ApiProperty({
    enum: SHARE_STATES,
    enumName: 'ShareState',
    description:
      '`public-off`: an admin has switched links for everybody off; `no-group`: its group is deleted. Then only you ' +
      'know that there is such a share.',
  })
  state: ShareState;

  @ApiProperty({ description: 'Whoever reads it sees your name' })
  with_name: boolean;

  @ApiProperty({ description: 'Number of messages of the copy' })
  message_count: number;

  @ApiProperty({ description: 'How often others have read it' })
  views: number;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  last_viewed_at: Date | null;

  @ApiProperty({ type: String, format: 'date-time' })
  created_at: Date;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'null: never' })
  expires_at: Date | null;
}

export class NewShareDto extends ShareDto {
  @ApiProperty({
    example: '/shared/0123456789abcdefghijklmnopqrstuvwxyzABCDEFG',
    description: 'Address on this portal, with the secret. It is shown only now.',
  })
  path: string;
}

export class OwnSharesDto {
  @ApiProperty({ type: [ShareDto], description: 'Those you have not revoked, newest first' })
  shares: ShareDto[];

  @ApiProperty({ description: 'Whether chats may be shared with anyone who has the link' })
  public_allowed: boolean;

  @ApiProperty({ type: [ShareGroupDto], description: 'Your groups, by name' })
  groups: ShareGroupDto[];
}

export class SharedMessageDto implements FrozenMessage {
  @ApiProperty({ enum: ['user', 'assistant'] })
  role: 'user' | 'assistant';

  @ApiProperty()
  content: string;

  @ApiProperty({ type: String, nullable: true })
  thinking: string | null;

  @ApiProperty({ type: [String], nullable: true, description: 'Base64' })
  images: string[] | null;

  @ApiProperty({ type: String, nullable: true })
  model: string | null;

  @ApiProperty({ format: 'date-time' })
  created_at: string;
}

export class SharedDto {
  @ApiProperty()
  title: string;

  @ApiProperty({ type: String, nullable: true, description: 'Who shares it, if they want it to be known' })
  author: string | null;

  @ApiProperty({ type: String, nullable: true })
  system_prompt: string | null;

  @ApiProperty({ type: [SharedMessageDto], description: 'From the first to the last' })
  messages: SharedMessageDto[];

  @ApiProperty({ type: String, format: 'date-time', description: 'When it was shared' })
  created_at: Date;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  expires_at: Date | null;

  @ApiProperty({ description: 'You share it yourself' })
  is_own: boolean;
}

export class ContinueShareDto {
  @ApiPropertyOptional({
    format: 'uuid',
    description: 'Chosen by the client: the same id again gives the same thread instead of a second one',
  })
  @IsOptional()
  @IsUUID()
  client_id?: string;
}
