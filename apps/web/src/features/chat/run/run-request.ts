import { type ChatOptionsDto } from '@pocket-llm/api-client';

/** The settings that a new chat starts with; afterwards the thread keeps them at the server. */
export interface NewChatOptions {
  system?: string;
  options?: ChatOptionsDto;
  /** In no list, and gone after a day. */
  temporary?: boolean;
}

/**
 * What a run answers: a prompt, an edited one, a question once more, the rest of an answer, or a run that was found.
 */
export type RunRequest =
  | {
      kind: 'prompt';
      prompt: string;
      images?: readonly string[];
      model: string | undefined;
      parentId: string | undefined;
      newChat?: NewChatOptions;
    }
  | { kind: 'edit'; messageId: string; prompt: string; images?: readonly string[]; model: string | undefined }
  | { kind: 'regenerate'; messageId: string; model: string | undefined; length?: 'shorter' | 'longer' }
  | { kind: 'continue'; messageId: string; model: string | undefined }
  | { kind: 'join' };

/** A request that carries a question of the person: unsent, it must not be lost. */
export type AskRequest = Extract<RunRequest, { kind: 'prompt' | 'edit' }>;

export const isAsk = (request: RunRequest): request is AskRequest =>
  request.kind === 'prompt' || request.kind === 'edit';
