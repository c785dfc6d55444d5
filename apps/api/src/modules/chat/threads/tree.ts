/** A message as a node of its thread's tree. Ids sort by creation time. */
export interface TreeNode {
  id: string;
  parent_id: string | null;
}

/** Ids of a message and of everything below it. */
export function subtree(nodes: readonly TreeNode[], rootId: string): Set<string> {
  const found = new Set([rootId]);
  const children = childrenOf(nodes);
  for (const id of found) for (const child of children.get(id) ?? []) found.add(child.id);
  return found;
}

/**
 * The newest message below `id`, or `id` itself when it has no children. With `null`, the newest of the whole tree,
 * `null` when that is empty.
 */
export function newestLeaf(nodes: readonly TreeNode[], id: string | null): string | null {
  if (id === null)
    return nodes.reduce<string | null>(
      (latest, node) => (latest === null || node.id > latest ? node.id : latest),
      null,
    );
  return [...subtree(nodes, id)].reduce((latest, other) => (other > latest ? other : latest), id);
}

function childrenOf(nodes: readonly TreeNode[]): Map<string, TreeNode[]> {
  const children = new Map<string, TreeNode[]>();
  for (const node of nodes)
    if (node.parent_id) children.set(node.parent_id, [...(children.get(node.parent_id) ?? []), node]);
  return children;
}
