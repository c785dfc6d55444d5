import { DomainError } from '../../../common/errors/domain-error.js';
import { LineReader } from '../../line-reader.js';
import type { PullProgress } from '../../llm.port.js';
import { objectOf, textOf, type Json } from '../http/json.js';
import { errorText } from './ollama.wire.js';

/**
 * The lines of `/api/pull` as progress over all layers: Ollama reports one layer after another, each with its own
 * numbers, and leaves `completed` out while it is 0.
 */
export class PullReader extends LineReader<PullProgress> {
  private readonly layers = new Map<string, { completed: number; total: number }>();

  constructor(
    private readonly label: string,
    private readonly name: string,
  ) {
    super();
  }

  protected line(text: string): void {
    if (!text) return;
    const { label, name, layers } = this;
    const line = parse(text, label, name);
    if (line.error !== undefined && line.error !== null) throw pullFault(label, name, errorText(line.error));
    const digest = textOf(line.digest);
    if (digest) layers.set(digest, { completed: byteCount(line.completed), total: byteCount(line.total) });
    const progress = { status: textOf(line.status), completed: 0, total: 0 };
    for (const { completed, total } of layers.values()) {
      progress.completed += completed;
      progress.total += total;
    }
    this.parts.push(progress);
    this.isDone = line.status === 'success';
  }

  protected finish(): void {
    if (!this.isDone) throw lostInPull(this.label, this.name);
  }
}

function parse(text: string, label: string, name: string): Json {
  try {
    return objectOf(JSON.parse(text));
  } catch (error) {
    throw lostInPull(label, name, error);
  }
}

const byteCount = (said: unknown): number =>
  Number.isSafeInteger(said) && (said as number) > 0 ? (said as number) : 0;

/** The server disconnected before the pull was over. What it has on disk by then stays there. */
export function lostInPull(label: string, name: string, cause?: unknown): DomainError {
  return new DomainError(
    'llm.ended-early',
    `${label} was lost while it was pulling ${name}. Once it runs again, resume: it goes on where it stopped.`,
    { cause },
  );
}

/** Messages seen on Ollama 0.33. */
function pullFault(label: string, name: string, message: string): DomainError {
  const cause = new Error(message);
  if (/file does not exist|not found/i.test(message)) {
    return new DomainError(
      'model.not-found',
      `The registry has no model named ${name}. Look up its exact name and tag there.`,
      { cause },
    );
  }
  if (/no such host|dial tcp|timeout|connection re/i.test(message)) {
    return new DomainError(
      'llm.unavailable',
      `${label} cannot reach the model registry. Check the network of that machine, then pull again: it goes on ` +
        'where it stopped.',
      { cause },
    );
  }
  if (/no space left/i.test(message))
    return new DomainError(
      'pull.disk-full',
      `The disk of ${label} is full. Free some space, then pull again: it goes on where it stopped.`,
      { cause },
    );
  return new DomainError('llm.failed', `${label} could not pull ${name}. Pull again: it goes on where it stopped.`, {
    cause,
  });
}
