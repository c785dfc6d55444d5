import { IndexedHeap, type HeapItem } from './indexed-heap.js';

/** A run that waits for a backend. */
export interface Waiting {
  readonly user: QueueUser;
  /** Arrival number; increases. */
  readonly arrived: number;
}

/** A user in the queue. */
export interface QueueUser {
  readonly id: string;
  /** Number of the turn that served them last; -1 if none did. */
  lastTurn: number;
  running: number;
  waiting: number;
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

/** Whose turn comes first: the least recently served user, then who waits longest. */
export const comesBefore = (a: Waiting, b: Waiting): boolean =>
  a.user.lastTurn === b.user.lastTurn ? a.arrived < b.arrived : a.user.lastTurn < b.user.lastTurn;

/**
 * Waiting users in the order of their turns: the least recently served first, then the longest waiting. Every change
 * costs O(log users).
 */
export class UserRing {
  /** Every user with a waiting run. */
  private readonly lines = new Map<QueueUser, UserLine>();
  /** Those of them who may be served now; users at their running limit are left out. */
  private readonly eligible = new IndexedHeap<UserLine>((a, b) => comesBefore(a.head, b.head));

  /** The run to serve next; `undefined` when no user may be served. */
  get next(): Waiting | undefined {
    return this.eligible.peek()?.head;
  }

  /** How many runs of a user wait here. */
  waitingOf(user: QueueUser): number {
    return this.lines.get(user)?.waiting.size ?? 0;
  }

  add(waiting: Waiting): void {
    const { user } = waiting;
    let line = this.lines.get(user);
    if (!line) this.lines.set(user, (line = new UserLine(user)));
    line.waiting.add(waiting);
  }

  remove(waiting: Waiting): void {
    const line = this.lines.get(waiting.user);
    if (!line?.waiting.has(waiting)) return;
    // The heap compares heads: a line leaves it before it has none.
    if (line.waiting.size === 1) {
      this.eligible.remove(line);
      this.lines.delete(waiting.user);
    }
    line.waiting.delete(waiting);
  }

  /** Updates a user's place after their last turn. @param allowed whether one more of their runs may run now */
  update(user: QueueUser, allowed: boolean): void {
    const line = this.lines.get(user);
    if (!line) return;
    if (allowed) this.eligible.place(line);
    else this.eligible.remove(line);
  }

  /**
   * The order in which the waiting runs would be served, by simulating the same rule: one run of every user per round.
   * @param turnOf the last turn of a user at the start; the simulation writes its turns into it
   */
  playForward(turnOf: Map<QueueUser, number>, order: Waiting[], turn: number): number {
    const turnBefore = (line: UserLine) => turnOf.get(line.user) ?? line.user.lastTurn;
    const lines = [...this.lines.values()]
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
