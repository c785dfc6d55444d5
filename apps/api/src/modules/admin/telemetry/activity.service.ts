import { Injectable } from '@nestjs/common';
import { UserRepository } from '../../auth/index.js';
import { ThreadService } from '../../chat/index.js';
import { TelemetryService } from '../../telemetry/index.js';
import type { TelemetryDto } from './telemetry.dto.js';
import type { TelemetryQueryDto } from './telemetry-query.dto.js';

@Injectable()
export class ActivityService {
  constructor(
    private readonly figures: TelemetryService,
    private readonly users: UserRepository,
    private readonly threads: ThreadService,
  ) {}

  /** @throws DomainError `request.invalid` for an invalid or too long range */
  async telemetry(query: TelemetryQueryDto): Promise<TelemetryDto> {
    const report = await this.figures.report(query);
    const [total_users, active_users, chats, activity] = await Promise.all([
      this.users.count(),
      this.users.countActive(),
      this.threads.totals(),
      this.figures.activity(),
    ]);
    return { total_users, active_users, ...chats, ...activity, ...report };
  }
}
