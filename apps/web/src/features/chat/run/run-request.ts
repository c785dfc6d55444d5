import { type ChatOptionsDto, type MessageFileDto } from '@pocket-llm/api-client';

/** The settings of a new chat's first question; afterwards the server keeps them with the thread. */
export interface NewChatOptions {
  system?: string;
  options?: ChatOptionsDto;
  /** A temporary chat is in no list and is deleted after a day. */
  temporary?: boolean;
}

/** What starts a run: a prompt, an edited prompt, a regeneration, a continuation, or joining a run in progress. */
export type RunRequest =
  | {
      kind: 'prompt';
      prompt: string;
      images?: readonly string[];
      files?: readonly MessageFileDto[];
      model: string | undefined;
      parentId: string | undefined;
      newChat?: NewChatOptions;
      /** Further models that answer the same question, side by side. */
      compareWith?: readonly string[];
    }
  | {
      kind: 'edit';
      messageId: string;
      prompt: string;
      images?: readonly string[];
      files?: readonly MessageFileDto[];
      model: string | undefined;
    }
  | { kind: 'regenerate'; messageId: string; model: string | undefined; length?: 'shorter' | 'longer' }
  | { kind: 'continue'; messageId: string; model: string | undefined }
  | { kind: 'join' };

/** A request that contains text the person typed: if it is not sent, the text must not be lost. */
export type QuestionRequest = Extract<RunRequest, { kind: 'prompt' | 'edit' }>;

export const isQuestion = (request: RunRequest): request is QuestionRequest =>
  request.kind === 'prompt' || request.kind === 'edit';
