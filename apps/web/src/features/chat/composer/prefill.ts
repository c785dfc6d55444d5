import { type MessageFileDto } from '@pocket-llm/api-client';

/** Text put into the composer from outside: a suggestion, or a question that could not be sent. */
export interface ComposerPrefill {
  text: string;
  images?: readonly string[];
  files?: readonly MessageFileDto[];
}
