import { QueryInt, QueryTime } from '../../../common/http/query-fields.js';

export class TelemetryQueryDto {
  @QueryTime('By default an hour before `to`')
  from?: Date;

  @QueryTime('By default now; at most 400 days after `from`')
  to?: Date;

  @QueryInt(1, 172_800, {
    example: 60,
    description: 'Seconds of a point, at least; the reply says which width was taken',
  })
  step?: number;
}
