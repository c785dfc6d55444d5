import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../common/access/principal.js';
import type { Found } from './retrieval.js';

@Injectable()
export class RetrievalService {
  search(
    _asker: Principal,
    _question: string,
    _fileIds: string[],
    _options?: { limit?: number; signal?: AbortSignal },
  ): Promise<Found> {
    return Promise.resolve({ passages: [], by: 'text' });
  }
}
