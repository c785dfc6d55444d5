import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsIn,
  IsInt,
  IsISO8601,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  type ValidationOptions,
} from 'class-validator';
import { isIP } from 'node:net';
import type { KeyLimits } from '../../../common/access/key-limits.js';
import { KEY_SCOPES, type KeyScope } from '../../../common/access/roles.js';

/** An address, or a network in the notation `address/bits`. */
function isNetwork(value: unknown): boolean {
  const [address = '', bits, ...rest] = typeof value === 'string' ? value.split('/') : [];
  const family = isIP(address);
  return (
    family !== 0 &&
    rest.length === 0 &&
    (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 6 ? 128 : 32)))
  );
}

const IsNetwork = (options: ValidationOptions) =>
  ValidateBy({ name: 'isNetwork', validator: { validate: isNetwork } }, options);

export class CreateApiKeyDto {
  @ApiPropertyOptional({ maxLength: 100, example: 'laptop scripts' })
  @IsOptional()
  @IsString()
  @IsNotEmpty({ message: 'must not be empty' })
  @MaxLength(100)
  name?: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'The one model the key may use' })
  @IsOptional()
  @IsUUID()
  model_id?: string;

  @ApiPropertyOptional({
    type: [String],
    format: 'uuid',
    description: 'The models the key may use; default: all that you may use',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @IsUUID(undefined, { each: true })
  model_ids?: string[];

  @ApiPropertyOptional({ enum: KEY_SCOPES, enumName: 'KeyScope', isArray: true, description: 'Default: all' })
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty({ message: 'must name at least one scope' })
  @IsIn(KEY_SCOPES, { each: true })
  scopes?: KeyScope[];

  @ApiPropertyOptional({ minimum: 1, maximum: 100000 })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(100_000)
  requests_per_minute?: number;

  @ApiPropertyOptional({ minimum: 1, description: 'Tokens of prompts and answers per UTC day' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000_000_000)
  tokens_per_day?: number;

  @ApiPropertyOptional({ minimum: 1, description: 'Tokens of prompts and answers per UTC month' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(100_000_000_000)
  tokens_per_month?: number;

  @ApiPropertyOptional({ minimum: 1, maximum: 1000, description: 'Answers at the same time' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1000)
  parallel_runs?: number;

  @ApiPropertyOptional({
    type: [String],
    example: ['10.0.0.0/8'],
    description: 'Addresses and networks from which it may be used; default: any',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @IsNetwork({ each: true, message: 'must be addresses or networks such as 10.0.0.0/8' })
  allowed_addresses?: string[];

  @ApiPropertyOptional({ format: 'date-time', description: 'When the key expires; default: never' })
  @IsOptional()
  @IsISO8601({ strict: true }, { message: 'must be a time such as 2027-01-31T00:00:00Z' })
  expires_at?: string;
}

export class KeyLimitsDto implements KeyLimits {
  @ApiPropertyOptional()
  requests_per_minute?: number;

  @ApiPropertyOptional()
  tokens_per_day?: number;

  @ApiPropertyOptional()
  tokens_per_month?: number;

  @ApiPropertyOptional()
  parallel_runs?: number;

  @ApiPropertyOptional({ type: [String] })
  allowed_addresses?: string[];
}

export class RotateApiKeyDto {
  @ApiPropertyOptional({
    default: 0,
    minimum: 0,
    maximum: 604800,
    description: 'Seconds for which the old key still works',
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(604_800)
  grace_seconds: number = 0;
}

/** A key as its owner sees it; the key itself is never shown again. */
export class ApiKeyDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ format: 'uuid' })
  user_id: string;

  @ApiProperty()
  name: string;

  @ApiProperty({ example: 'pk_Ab3d' })
  prefix: string;

  @ApiProperty({ example: '7Q2x' })
  last_four: string;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The model, if the key is bound to exactly one',
  })
  model_id: string | null;

  @ApiProperty({ type: String, nullable: true })
  model_name: string | null;

  @ApiProperty({ type: [String], format: 'uuid', description: 'Empty: all models that the owner may use' })
  model_ids: string[];

  @ApiProperty({ enum: KEY_SCOPES, enumName: 'KeyScope', isArray: true })
  scopes: KeyScope[];

  @ApiProperty({ type: KeyLimitsDto })
  limits: KeyLimitsDto;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Until when the key from before the last rotation still works',
  })
  previous_until: Date | null;

  @ApiProperty()
  is_active: boolean;

  @ApiProperty({ format: 'date-time', type: String })
  created_at: Date;

  @ApiProperty({ format: 'date-time', type: String, nullable: true })
  expires_at: Date | null;

  @ApiProperty({ format: 'date-time', type: String, nullable: true })
  last_used_at: Date | null;
}

export class NewApiKeyDto extends ApiKeyDto {
  @ApiProperty({ description: 'The key. It is shown only once: store it now.', example: 'pk_…' })
  key_value: string;
}
