import { brokenLine, LineReader, MAX_LINE_CHARS } from '../../line-reader.js';
import { streamInterrupted } from '../http/faults.js';

/**
 * Reads the JSON of every server-sent event. Comments, names and ids are skipped. A line that is complete JSON is an
 * event of its own, because some servers leave out the blank line between events; other lines are joined until the
 * blank line.
 * @throws DomainError `llm.failed` for a line or an event without an end, `llm.ended-early` for what is no JSON
 */
export abstract class EventReader<T> extends LineReader<T> {
  private open = '';

  constructor(protected readonly label: string) {
    super();
  }

  /** Reads the JSON of an event. */
  protected abstract event(event: unknown): void;

  /** The last event, `[DONE]`, has been read. */
  protected abstract last(): void;

  protected line(line: string): void {
    if (line.startsWith('data:')) this.data(line.slice(line[5] === ' ' ? 6 : 5));
    else if (line === '' && this.open) this.close();
  }

  protected finish(): void {
    if (this.open && !this.isDone) this.close();
  }

  private data(data: string): void {
    if (!data.trim()) return;
    if (!this.open && data.trim() === '[DONE]') {
      this.isDone = true;
      return this.last();
    }
    // The beginning of an event that goes on is not parsed again with each of its lines.
    const event = this.open ? undefined : parse(data);
    if (event !== undefined) return this.event(event);
    this.open = this.open ? `${this.open}\n${data}` : data;
    if (this.open.length > MAX_LINE_CHARS) throw brokenLine();
  }

  private close(): void {
    const event = joined(this.open, this.label);
    this.open = '';
    this.event(event);
  }
}

function joined(text: string, label: string): unknown {
  const event = parse(text);
  if (event === undefined) throw streamInterrupted(label, new Error('an event is no JSON'));
  return event;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
