import { DomainError } from '../../../common/errors/domain-error.js';

/** What the engine threw, as one of our errors. */
export function faultOf(error: unknown, model: string): DomainError {
  if (error instanceof DomainError) return error;
  if (error instanceof Error && /memory/i.test(`${error.name} ${error.message}`)) {
    return new DomainError(
      'llm.out-of-memory',
      `${model} does not fit into the memory of this machine. Choose a smaller model.`,
      { cause: error },
    );
  }
  if (error instanceof Error && /context/i.test(error.message)) {
    return new DomainError(
      'llm.context-exceeded',
      `The conversation is longer than ${model} can read here. Start a new thread, or shorten the message.`,
      { cause: error },
    );
  }
  return new DomainError('llm.failed', `The embedded engine failed on ${model}. Ask again, or choose another model.`, {
    cause: error,
  });
}
