import { IndexedHeap, type HeapItem } from './indexed-heap.js';

/** A run's place at a backend. `release` is safe to call more than once. */
export interface Lease {
  release(): void;
}

/** A run that waits for a backend. */
export interface Waiting {
  readonly user: QueueUser;
  /** Batch work: no person waits for it. */
  readonly batch: boolean;
  /** Arrival number; increases. */
  readonly arrived: number;
}

/** The runs of one user in one ring, oldest first. */
class UserLine implements HeapItem {
  heapIndex = -1;
  readonly waiting = new Set<Waiting>();

  constructor(readonly user: QueueUser) {}

  get head(): Waiting {
    return this.waiting.values().next().value!;
  }
}

/** A user in a backend's queue. */
export interface QueueUser {
  readonly id: string;
  /** Number of the turn that served them last; -1 if none did. */
  lastTurn: number;
  running: number;
  waiting: number;
  readonly people: UserLine;
  readonly batch: UserLine;
}

export function newQueueUser(id: string): QueueUser {
  const user = { id, lastTurn: -1, running: 0, waiting: 0 } as { -readonly [K in keyof QueueUser]: QueueUser[K] };
  user.people = new UserLine(user);
  user.batch = new UserLine(user);
  return user;
}

const before = (a: UserLine, b: UserLine): boolean =>
  a.user.lastTurn === b.user.lastTurn ? a.head.arrived < b.head.arrived : a.user.lastTurn < b.user.lastTurn;

/**
 * Waiting users in the order of their turns: the least recently served first, then the longest waiting. Every change
 * costs O(log users).
 */
export class UserRing {
  /** Every user with a waiting run. */
  private readonly lines = new Set<UserLine>();
  /** Those of them who may be served now; users at their running limit are left out. */
  private readonly eligible = new IndexedHeap<UserLine>(before);

  /** @param kind which of a user's two lines belongs to this ring */
  constructor(private readonly kind: 'people' | 'batch') {}

  /** The run to serve next; `undefined` when no user may be served. */
  get next(): Waiting | undefined {
    return this.eligible.peek()?.head;
  }

  add(waiting: Waiting): void {
    const line = waiting.user[this.kind];
    line.waiting.add(waiting);
    this.lines.add(line);
  }

  remove(waiting: Waiting): void {
    const line = waiting.user[this.kind];
    line.waiting.delete(waiting);
    if (line.waiting.size === 0) {
      this.lines.delete(line);
      this.eligible.remove(line);
    }
  }

  /** Updates a user's place after their last turn. @param allowed whether one more of their runs may run now */
  update(user: QueueUser, allowed: boolean): void {
    const line = user[this.kind];
    if (allowed && line.waiting.size > 0) this.eligible.place(line);
    else this.eligible.remove(line);
  }

  /**
   * The order in which the waiting runs would be served, by simulating the same rule: one run of every user per round.
   * @param turnOf the last turn of a user at the start; the simulation writes its turns into it
   */
  playForward(turnOf: Map<QueueUser, number>, order: Waiting[], turn: number): number {
    const turnBefore = (line: UserLine) => turnOf.get(line.user) ?? line.user.lastTurn;
    const lines = [...this.lines]
      .map((line) => ({ line, turn: turnBefore(line), arrived: line.head.arrived, rest: line.waiting.values() }))
      .sort((a, b) => a.turn - b.turn || a.arrived - b.arrived);
    let round = lines;
    while (round.length > 0) {
      const left: typeof lines = [];
      for (const entry of round) {
        const { value, done } = entry.rest.next();
        if (done) continue;
        order.push(value);
        turnOf.set(entry.line.user, turn++);
        left.push(entry);
      }
      round = left;
    }
    return turn;
  }
}
