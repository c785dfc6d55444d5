import { Injectable } from '@nestjs/common';
import { UserRepository } from '../auth/index.js';
import { ThreadService } from '../chat/index.js';
import { LogService } from '../logging/index.js';
import type { TelemetryDto } from './telemetry.dto.js';

@Injectable()
export class ActivityService {
  constructor(
    private readonly log: LogService,
    private readonly users: UserRepository,
    private readonly threads: ThreadService,
  ) {}

  async telemetry(): Promise<TelemetryDto> {
    const [total_users, active_users, chats, activity] = await Promise.all([this.users.count(), this.users.countActive(), this.threads.totals(), this.log.activity()]);
    return { total_users, active_users, ...chats, ...activity };
  }
}
