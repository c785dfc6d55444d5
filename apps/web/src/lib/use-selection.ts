import { useCallback, useMemo, useState } from 'react';

export interface Selection {
  ids: ReadonlySet<string>;
  toggle: (id: string) => void;
  /** Selects everything between the item that was selected last and this one. */
  extendTo: (id: string) => void;
  all: () => void;
  clear: () => void;
}

/** The selected items of a list. An item that leaves the list is deselected. */
export function useSelection(listed: readonly string[]): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [anchor, setAnchor] = useState<string>();
  const ids = useMemo(() => new Set(listed.filter((id) => chosen.has(id))), [listed, chosen]);

  const toggle = useCallback((id: string) => {
    setAnchor(id);
    setChosen((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);
  const extendTo = useCallback(
    (id: string) => {
      const [from, to] = [listed.indexOf(anchor ?? id), listed.indexOf(id)];
      if (from < 0) return toggle(id);
      setChosen((before) => new Set([...before, ...listed.slice(Math.min(from, to), Math.max(from, to) + 1)]));
    },
    [listed, anchor, toggle],
  );
  const all = useCallback(() => setChosen(new Set(listed)), [listed]);
  const clear = useCallback(() => setChosen(new Set()), []);
  return useMemo(() => ({ ids, toggle, extendTo, all, clear }), [ids, toggle, extendTo, all, clear]);
}
