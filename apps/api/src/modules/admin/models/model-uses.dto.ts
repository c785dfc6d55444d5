import { ApiProperty } from '@nestjs/swagger';

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
    description: 'Chats whose last answer is from it; they stay, and another model answers from then on',
  })
  threads: number;

  @ApiProperty({ description: 'Presets that use it' })
  presets: number;

  @ApiProperty({ type: [ModelKeyDto], description: 'API keys that are bound to it' })
  keys: ModelKeyDto[];

  @ApiProperty({ type: [ModelPinDto], description: 'Pinned answers from it' })
  pins: ModelPinDto[];
}
