import { ApiProperty } from '@nestjs/swagger';

export class DependencyDto {
  @ApiProperty({ example: 'database' })
  name: string;

  @ApiProperty({ enum: ['up', 'down'] })
  status: 'up' | 'down';
}

export class ReadinessDto {
  @ApiProperty({
    enum: ['ready', 'degraded', 'unready'],
    description: 'degraded: a model backend is unreachable; everything else works',
  })
  status: 'ready' | 'degraded' | 'unready';

  @ApiProperty({ type: [DependencyDto] })
  dependencies: DependencyDto[];
}
