import { QueryInt, QueryTime } from '../../../common/http/query-fields.js';

export class TelemetryQueryDto {
  @QueryTime('Default: one hour before `to`')
  from?: Date;

  @QueryTime('Default: now; at most 400 days after `from`')
  to?: Date;

  @QueryInt(1, 172_800, {
    example: 60,
    description: 'Shortest length of a point in seconds; the reply has the one that was used',
  })
  step?: number;
}
