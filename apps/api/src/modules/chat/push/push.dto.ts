import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsString, MaxLength } from 'class-validator';

export class SubscribeDto {
  @ApiProperty({ maxLength: 1000, example: 'https://push.example.org/abc', description: 'As the browser gave it' })
  @IsString()
  @MaxLength(1000)
  endpoint: string;

  @ApiProperty({ maxLength: 200, description: 'Public key of the browser, base64url' })
  @IsString()
  @MaxLength(200)
  p256dh: string;

  @ApiProperty({ maxLength: 100, description: 'Secret of the browser, base64url' })
  @IsString()
  @MaxLength(100)
  auth: string;

  @ApiProperty({ description: 'Whether the message names the chat; it never has its text' })
  @IsBoolean()
  with_title: boolean;
}

export class PushDeviceDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ description: 'Whether it is the device that asks' })
  current: boolean;

  @ApiProperty()
  with_title: boolean;

  @ApiProperty({ type: String, nullable: true, description: 'What the browser calls itself' })
  user_agent: string | null;

  @ApiProperty({ type: String, format: 'date-time' })
  created_at: Date;
}

export class PushStateDto {
  @ApiProperty({ description: 'Key of this server for `pushManager.subscribe`, base64url' })
  public_key: string;

  @ApiProperty({ type: [PushDeviceDto] })
  devices: PushDeviceDto[];
}
