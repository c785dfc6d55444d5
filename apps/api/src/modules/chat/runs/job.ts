import type { Principal } from '../../../common/access/principal.js';
import type { CompletionRequest } from '../../inference/index.js';
import type { Documents } from '../documents/document-context.service.js';
import type { Model } from '../../models/index.js';
import type { Named } from '../titles/title.service.js';
import type { Continuation } from './outcome.js';
import type { Run } from './run.js';

/** What the model is asked, and the chat that its answer may name. */
export type Prepared = Pick<CompletionRequest, 'request' | 'cache'> & {
  named?: Pick<Named, 'thread' | 'question'>;
  /** What of the chat's documents stands in the request; absent in a chat without. */
  documents?: Documents;
};

/** Everything a run needs to execute. */
export interface Job {
  run: Run;
  model: Model;
  /** Models that may answer in its place while it is out. */
  fallbacks: Model[];
  /** The model that was asked for, when `model` answered in its place and goes on. */
  insteadOf?: string;
  /** Loads the conversation for the model, or for one of the fallbacks; an error in it fails the run. */
  prepare(model: Model, signal: AbortSignal): Promise<Prepared>;
  questionId: string;
  /** The API key that started it; a run without one has a person waiting. */
  key: Principal['key'];
  /** It was due, and nobody waits. */
  isScheduled?: boolean;
  /** Title to announce, for a new thread. */
  title?: string;
  /** The answer to continue: new text is appended to it. */
  continuation?: Continuation;
  /** Asks the message that waits, once the answer is complete. Never throws. @returns its run */
  next(): Promise<Run | undefined>;
  /** Id of the HTTP request that started it; goes into the problem document. */
  requestId: string;
}
