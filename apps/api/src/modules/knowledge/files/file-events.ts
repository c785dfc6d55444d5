import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { setTimeout } from 'node:timers/promises';
import type { Principal } from '../../../common/access/principal.js';
import { writeSse, type SseEvent } from '../../../common/http/sse.js';
import { Changes } from '../../../common/redis/changes.js';
import { PrincipalWatch } from '../../auth/index.js';
import { FileAccess } from './file-access.js';
import { toFileDto } from './file.dto.js';
import type { KnowledgeFile } from './file.entity.js';

/** How often the rows are looked at while nobody says that something changed. */
const LOOK_MS = 2_000;
/** An upload without a byte for so long was left. */
const LEFT_MS = 600_000;
/** How much may change in between. */
const PAUSE_MS = 250;
/** A stream ends with the server: keeping the connection alive would delay the shutdown. */
const LAST = { Connection: 'close' };

/** Tells about files that are on their way. */
@Injectable()
export class FileEvents {
  private readonly waiting = new Map<() => void, readonly string[]>();

  constructor(
    private readonly access: FileAccess,
    private readonly watch: PrincipalWatch,
    changes: Changes,
  ) {
    changes.watch('files', (id) => {
      if (id !== undefined) for (const [wake, ids] of this.waiting) if (ids.includes(id)) wake();
    });
  }

  /**
   * Streams `file` with each state, and `gone` for one that is not there or not the caller's, until nothing of them is
   * uploaded or read any more.
   */
  async stream(reply: FastifyReply, caller: Principal, ids: readonly string[]): Promise<void> {
    const { signal, stop } = this.watch.watch(caller, () => undefined);
    try {
      const follow = (left: AbortSignal) => this.follow(caller, ids, AbortSignal.any([signal, left]));
      await writeSse(reply, follow, LAST);
    } finally {
      stop();
    }
  }

  private async *follow(caller: Principal, ids: readonly string[], over: AbortSignal): AsyncGenerator<SseEvent[]> {
    const told = new Map<string, string>();
    let event = 0;
    for (;;) {
      const files = new Map((await this.access.readable(caller, ids)).map((file) => [file.id, file]));
      const changed = [...new Set(ids)].flatMap((id) => {
        const file = files.get(id);
        const state = file ? JSON.stringify(toFileDto(file)) : 'gone';
        if (told.get(id) === state) return [];
        told.set(id, state);
        return { id: ++event, event: file ? 'file' : 'gone', data: file ? toFileDto(file) : { id } };
      });
      if (changed.length > 0) yield changed;
      if (over.aborted || ![...files.values()].some(isUnderWay)) return;
      await this.change(ids, over);
    }
  }

  /** Something happened to one of these files, or it is time to look. */
  private async change(ids: readonly string[], over: AbortSignal): Promise<void> {
    const woken = new AbortController();
    const wake = () => woken.abort();
    this.waiting.set(wake, ids);
    over.addEventListener('abort', wake);
    await setTimeout(LOOK_MS, undefined, { signal: woken.signal }).catch(() => undefined);
    over.removeEventListener('abort', wake);
    this.waiting.delete(wake);
    if (woken.signal.aborted) await setTimeout(PAUSE_MS, undefined, { signal: over }).catch(() => undefined);
  }
}

const isUnderWay = ({ state, updated_at }: KnowledgeFile): boolean =>
  (state === 'uploading' && Date.now() - updated_at.getTime() < LEFT_MS) || state === 'queued' || state === 'parsing';
