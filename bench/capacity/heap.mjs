/** Smallest first, by a number that each item gets when it is put in. */
export class Heap {
  #items = [];

  /** The smallest number; undefined when it is empty. */
  get first() {
    return this.#items[0]?.at;
  }

  push(at, value) {
    const items = this.#items;
    let i = items.push({ at, value }) - 1;
    for (let parent; i > 0 && items[(parent = (i - 1) >> 1)].at > items[i].at; i = parent)
      [items[i], items[parent]] = [items[parent], items[i]];
  }

  pop() {
    const items = this.#items;
    const { value } = items[0];
    const last = items.pop();
    if (items.length === 0) return value;
    items[0] = last;
    for (let i = 0, child; (child = 2 * i + 1) < items.length; i = child) {
      if (child + 1 < items.length && items[child + 1].at < items[child].at) child++;
      if (items[child].at >= items[i].at) break;
      [items[i], items[child]] = [items[child], items[i]];
    }
    return value;
  }
}
