import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsNotEmpty,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { OptionalNotNull } from '../../../common/http/validation.js';
import { QueryFlag } from '../../../common/http/query-fields.js';
import { ROLES, type Role } from '../../../common/access/roles.js';
import type { Provider } from '../../../llm/index.js';
import { ChatOptionsDto } from '../../inference/index.js';
import { ModelDto, PROVIDERS } from '../../models/index.js';

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
      defaultMessage: () => 'must be seconds, or a duration such as 10m; -1 keeps it for ever',
    },
  });

export class ModelOptionsDto extends ChatOptionsDto {
  @ApiPropertyOptional({
    oneOf: [{ type: 'integer' }, { type: 'string' }],
    example: '10m',
    description: 'How long the model stays in memory after an answer: seconds, or a duration; -1 for ever. Ollama only',
  })
  @IsOptional()
  @IsKeepAlive()
  keep_alive?: string | number;
}

export class AdminModelDto extends ModelDto {
  @ApiProperty({ type: ModelOptionsDto, description: 'What counts unless a thread or a request says otherwise' })
  options: ModelOptionsDto;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Comes first in every conversation that has no system prompt of its own',
  })
  system_prompt: string | null;

  @ApiProperty({ enum: ROLES, isArray: true, description: 'Who may use it: these roles and stronger ones' })
  roles: Role[];

  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'Last day (UTC) on which it answered' })
  last_used: string | null;
}

export class AddModelDto {
  @ApiProperty({ description: "The backend's own name", example: 'llama3.2:3b' })
  @IsString()
  @Matches(MODEL_NAME, { message: 'must be a model name such as llama3.2:3b' })
  name: string;

  @ApiPropertyOptional({ maxLength: 100 })
  @OptionalNotNull()
  @IsString()
  @IsNotEmpty({ message: 'must not be empty' })
  @MaxLength(100)
  display_name?: string;

  @ApiPropertyOptional({ enum: PROVIDERS, enumName: 'Provider', default: 'ollama' })
  @OptionalNotNull()
  @IsIn(PROVIDERS)
  provider?: Provider;
}

export class UpdateModelDto {
  @ApiPropertyOptional()
  @OptionalNotNull()
  @IsBoolean()
  is_enabled?: boolean;

  @ApiPropertyOptional({ maxLength: 100 })
  @OptionalNotNull()
  @IsString()
  @IsNotEmpty({ message: 'must not be empty' })
  @MaxLength(100)
  display_name?: string;

  @ApiPropertyOptional({ enum: [true], description: 'true makes it the default in place of the one before' })
  @OptionalNotNull()
  @IsIn([true], { message: 'must be true: make another model the default instead' })
  is_default?: true;

  @ApiPropertyOptional({ type: ModelOptionsDto, description: 'In place of all options so far' })
  @OptionalNotNull()
  @ValidateNested()
  @Type(() => ModelOptionsDto)
  options?: ModelOptionsDto;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 20_000, description: 'null takes it away' })
  @ValidateIf((_, value) => value !== undefined && value !== null)
  @IsString()
  @MaxLength(20_000)
  system_prompt?: string | null;

  @ApiPropertyOptional({ enum: ROLES, isArray: true, example: ['developer'] })
  @OptionalNotNull()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayUnique()
  @IsIn(ROLES, { each: true })
  roles?: Role[];
}

export class RemoveModelDto {
  @QueryFlag({ default: false, description: 'Delete its weights on the backend as well' })
  from_backend?: boolean;
}

export class ModelKeyDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  name: string;

  @ApiProperty()
  username: string;
}

export class ModelPinDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  prompt: string;
}

export class ModelUsesDto {
  @ApiProperty({
    description: 'Chats that were last answered by it; they stay, and are answered by another model from then on',
  })
  threads: number;

  @ApiProperty({ description: 'Presets that name it' })
  presets: number;

  @ApiProperty({ type: [ModelKeyDto], description: 'API keys that are bound to it' })
  keys: ModelKeyDto[];

  @ApiProperty({ type: [ModelPinDto], description: 'Published answers of it' })
  pins: ModelPinDto[];
}
