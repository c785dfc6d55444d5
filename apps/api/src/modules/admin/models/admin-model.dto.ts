import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { QueryFlag } from '../../../common/http/query-fields.js';
import { ROLES, type Role } from '../../../common/access/roles.js';
import { THINK_LEVELS, type Provider, type Thinking } from '../../../llm/index.js';
import { ChatOptionsDto } from '../../inference/index.js';
import { ModelCostDto } from './model-cost.dto.js';
import { ModelDto, PROVIDERS, type ModelOptions } from '../../models/index.js';

/** Model names, with registry and tag where they have them. */
export const MODEL_NAME = /^[\w][\w./:@-]{0,199}$/;
const DURATION = /^-?(\d+(\.\d+)?(ms|s|m|h))+$/;

/** Seconds, or a duration such as `10m`; -1 keeps the model loaded, 0 unloads it at once. */
const IsKeepAlive = () =>
  ValidateBy({
    name: 'isKeepAlive',
    validator: {
      validate: (value: unknown) =>
        typeof value === 'number'
          ? Number.isInteger(value) && Math.abs(value) <= 31_536_000
          : typeof value === 'string' && value.length <= 20 && DURATION.test(value),
      defaultMessage: () => 'must be seconds, or a duration such as 10m; -1 keeps it forever',
    },
  });

export class ModelOptionsDto extends ChatOptionsDto implements ModelOptions {
  @ApiPropertyOptional({
    minimum: 0,
    maximum: 1,
    description: 'Leaves out tokens less likely than this share of the best',
  })
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(1)
  min_p?: number;

  @ApiPropertyOptional({ minimum: 0, maximum: 1 })
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(1)
  typical_p?: number;

  @ApiPropertyOptional({ minimum: 0, maximum: 2, description: 'Above 1: tokens that came lately are less likely' })
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(2)
  repeat_penalty?: number;

  @ApiPropertyOptional({ minimum: -1, description: 'Tokens that `repeat_penalty` looks at; -1: all of the context' })
  @IsOptional()
  @IsInt()
  @Min(-1)
  @Max(2_000_000)
  repeat_last_n?: number;

  @ApiPropertyOptional({ minimum: -2, maximum: 2 })
  @IsOptional()
  @IsNumber()
  @Min(-2)
  @Max(2)
  presence_penalty?: number;

  @ApiPropertyOptional({ minimum: -2, maximum: 2 })
  @IsOptional()
  @IsNumber()
  @Min(-2)
  @Max(2)
  frequency_penalty?: number;

  @ApiPropertyOptional({
    oneOf: [{ type: 'boolean' }, { type: 'string', enum: [...THINK_LEVELS] }],
    example: 'low',
    description: 'Whether it thinks before it answers, or how much, where it has levels',
  })
  @IsOptional()
  @IsIn([true, false, ...THINK_LEVELS], { message: `must be true, false or one of ${THINK_LEVELS.join(', ')}` })
  think?: Thinking;

  @ApiPropertyOptional({
    oneOf: [{ type: 'integer' }, { type: 'string' }],
    example: '10m',
    description: 'How long the model stays in memory after an answer: seconds or a duration; -1: forever. Ollama only',
  })
  @IsOptional()
  @IsKeepAlive()
  keep_alive?: string | number;
}

export class ModelHostDto {
  @ApiProperty({ example: 'ollama@gpu2:11434' })
  id: string;

  @ApiProperty({ example: 'Ollama at http://gpu2:11434' })
  name: string;

  @ApiProperty({ description: 'Whether it is in memory there now' })
  loaded: boolean;
}

export class AdminModelDto extends ModelDto {
  @ApiProperty({ type: ModelOptionsDto, description: 'Defaults; a thread or a request can override them' })
  options: ModelOptionsDto;

  @ApiProperty({
    type: [String],
    example: ['typical_p'],
    description: 'Names of the options that have no effect: its backend does not have them',
  })
  options_without_effect: string[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'System prompt of conversations that have none of their own',
  })
  system_prompt: string | null;

  @ApiProperty({ enum: ROLES, isArray: true, description: 'Who may use it: these roles and higher ones' })
  roles: Role[];

  @ApiProperty({
    type: [String],
    nullable: true,
    description: 'Ids of the groups for which it is reserved; null: for nobody, empty: nobody may use it',
  })
  group_ids: string[] | null;

  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'Last day (UTC) on which it was used' })
  last_used: string | null;

  @ApiProperty({
    type: [String],
    description: 'Ids of the models that answer in its place while it is out, in this order',
  })
  fallbacks: string[];

  @ApiProperty({ type: ModelCostDto, description: 'What its tokens cost from now on; a field you leave out: nothing' })
  cost: ModelCostDto;

  @ApiProperty({
    type: [ModelHostDto],
    description: 'The model servers in service that have it, the preferred one first',
  })
  hosts: ModelHostDto[];
}

export class AddModelDto {
  @ApiProperty({ description: 'Name at the backend', example: 'llama3.2:3b' })
  @IsString()
  @Matches(MODEL_NAME, { message: 'must be a model name such as llama3.2:3b' })
  name: string;

  @ApiPropertyOptional({ maxLength: 100, description: 'Empty: the name' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  display_name?: string;

  @ApiPropertyOptional({ enum: PROVIDERS, enumName: 'Provider', default: 'ollama' })
  @IsOptional()
  @IsIn(PROVIDERS)
  provider?: Provider;
}

export class UpdateModelDto {
  @ApiPropertyOptional()
  @IsOptional()
  @IsBoolean()
  is_enabled?: boolean;

  @ApiPropertyOptional({ maxLength: 100, description: 'Empty: the name' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  display_name?: string;

  @ApiPropertyOptional({ enum: [true], description: 'true makes it the default instead of the current one' })
  @IsOptional()
  @IsIn([true], { message: 'must be true: make another model the default instead' })
  is_default?: true;

  @ApiPropertyOptional({ type: ModelOptionsDto, description: 'Replaces all current options' })
  @IsOptional()
  @IsObject({ message: 'must be an object' })
  @ValidateNested()
  @Type(() => ModelOptionsDto)
  options?: ModelOptionsDto;

  @ApiPropertyOptional({
    type: ModelCostDto,
    description: 'Replaces all current prices, for what is used from now on, in the setting `currency`',
  })
  @IsOptional()
  @IsObject({ message: 'must be an object' })
  @ValidateNested()
  @Type(() => ModelCostDto)
  cost?: ModelCostDto;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 20_000, description: 'null removes it' })
  @ValidateIf((_, value) => value !== undefined && value !== null)
  @IsString()
  @MaxLength(20_000)
  system_prompt?: string | null;

  @ApiPropertyOptional({ enum: ROLES, isArray: true, example: ['developer'] })
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayUnique()
  @IsIn(ROLES, { each: true })
  roles?: Role[];

  @ApiPropertyOptional({
    type: [String],
    maxItems: 5,
    description: 'Ids of the models that answer in its place while no server has it, for those who may use them',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(5)
  @ArrayUnique()
  @IsUUID('all', { each: true })
  fallbacks?: string[];

  @ApiPropertyOptional({
    type: [String],
    nullable: true,
    maxItems: 100,
    description: 'Ids of the groups for which it is reserved; null: for nobody, empty: nobody may use it',
  })
  @ValidateIf((_, value) => value !== undefined && value !== null)
  @IsArray()
  @ArrayMaxSize(100)
  @ArrayUnique()
  @IsUUID('all', { each: true })
  group_ids?: string[] | null;
}

export class RemoveModelDto {
  @QueryFlag({ default: false, description: 'Also delete its weights on the backend' })
  from_backend?: boolean;
}
