import { ApiProperty } from '@nestjs/swagger';
import { KEY_SCOPES, type KeyScope } from '../../../common/access/roles.js';

/** An API key as an admin sees it, without the key and its hash. */
export class UserKeyDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ example: 'laptop scripts' })
  name: string;

  @ApiProperty({ example: 'pk_Ab3d' })
  prefix: string;

  @ApiProperty({ example: '7Q2x' })
  last_four: string;

  @ApiProperty({ enum: KEY_SCOPES, enumName: 'KeyScope', isArray: true })
  scopes: KeyScope[];

  @ApiProperty({ type: String, format: 'date-time' })
  created_at: Date;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  expires_at: Date | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  last_used_at: Date | null;
}
