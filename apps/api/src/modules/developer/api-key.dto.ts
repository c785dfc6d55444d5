import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsIn, IsISO8601, IsNotEmpty, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { KEY_SCOPES, type KeyScope } from '../../common/roles.js';

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

  @ApiPropertyOptional({ type: [String], description: 'The models the key may use; left out: all that you may' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @IsUUID(undefined, { each: true })
  model_ids?: string[];

  @ApiPropertyOptional({ enum: KEY_SCOPES, enumName: 'KeyScope', isArray: true, description: 'Left out: all' })
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty({ message: 'must name at least one scope' })
  @IsIn(KEY_SCOPES, { each: true })
  scopes?: KeyScope[];

  @ApiPropertyOptional({ format: 'date-time', description: 'When the key ends; left out: never' })
  @IsOptional()
  @IsISO8601({ strict: true }, { message: 'must be a time such as 2027-01-31T00:00:00Z' })
  expires_at?: string;
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

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The model, when the key is bound to exactly one' })
  model_id: string | null;

  @ApiProperty({ type: String, nullable: true })
  model_name: string | null;

  @ApiProperty({ type: [String], description: 'Empty: all models of the owner' })
  model_ids: string[];

  @ApiProperty({ enum: KEY_SCOPES, enumName: 'KeyScope', isArray: true })
  scopes: KeyScope[];

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
  @ApiProperty({ description: 'The key. It is shown this once: store it now.', example: 'pk_…' })
  key_value: string;
}
