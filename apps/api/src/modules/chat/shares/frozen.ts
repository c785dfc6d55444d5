import { withoutMarks } from '../documents/cited-text.js';
import type { ChatMessage } from '../threads/message.entity.js';
import type { FrozenMessage } from './share.entity.js';

/**
 * What others get to read of a branch: of each message only the fields that are named here, so that a column which is
 * added to messages is not shared by accident. Answers that failed before their first word are left out.
 */
export const frozen = (path: readonly ChatMessage[], withThinking: boolean): FrozenMessage[] =>
  path
    .filter(({ content, images }) => content !== '' || (images?.length ?? 0) > 0)
    .map(({ role, content, citations, thinking, images, model, created_at }) => ({
      role,
      // Its sources stay with their owner, and a mark without one means nothing.
      content: citations?.length ? withoutMarks(content, citations) : content,
      thinking: withThinking ? thinking : null,
      images,
      model,
      created_at: created_at.toISOString(),
    }));
