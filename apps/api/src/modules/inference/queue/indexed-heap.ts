/** A heap item stores its own index, so that it is found without a search. */
export interface HeapItem {
  /** Index in the heap; -1 when it is in none. Written by the heap only. */
  heapIndex: number;
}

/** A binary heap that moves or removes items in O(log n) after their key has changed. */
export class IndexedHeap<T extends HeapItem> {
  private readonly items: T[] = [];

  /** @param before whether `a` comes out before `b` */
  constructor(private readonly before: (a: T, b: T) => boolean) {}

  peek(): T | undefined {
    return this.items[0];
  }

  /** Inserts an item, or moves it after its key has changed. */
  place(item: T): void {
    if (item.heapIndex < 0) {
      item.heapIndex = this.items.length;
      this.items.push(item);
    }
    this.up(item.heapIndex);
    this.down(item.heapIndex);
  }

  remove(item: T): void {
    const at = item.heapIndex;
    if (at < 0) return;
    const last = this.items.pop()!;
    item.heapIndex = -1;
    if (last === item) return;
    this.items[at] = last;
    last.heapIndex = at;
    this.up(at);
    this.down(last.heapIndex);
  }

  private up(start: number): void {
    let at = start;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.before(this.items[at]!, this.items[parent]!)) return;
      this.swap(at, parent);
      at = parent;
    }
  }

  private down(start: number): void {
    let at = start;
    for (;;) {
      const left = 2 * at + 1;
      const right = left + 1;
      let first = at;
      if (left < this.items.length && this.before(this.items[left]!, this.items[first]!)) first = left;
      if (right < this.items.length && this.before(this.items[right]!, this.items[first]!)) first = right;
      if (first === at) return;
      this.swap(at, first);
      at = first;
    }
  }

  private swap(a: number, b: number): void {
    const [x, y] = [this.items[a]!, this.items[b]!];
    this.items[a] = y;
    this.items[b] = x;
    y.heapIndex = a;
    x.heapIndex = b;
  }
}
