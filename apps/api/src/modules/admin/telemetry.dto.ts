import { ApiProperty } from '@nestjs/swagger';

export class TelemetryDto {
  @ApiProperty()
  total_users: number;

  @ApiProperty()
  active_users: number;

  @ApiProperty()
  total_chats: number;

  @ApiProperty()
  total_messages: number;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'number' }, example: { 'chat.send': 12 } })
  action_counts: Record<string, number>;

  @ApiProperty({ description: 'Requests of the last 24 hours' })
  recent_activity_24h: number;
}
