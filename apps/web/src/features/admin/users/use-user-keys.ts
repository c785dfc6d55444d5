import { useListKeys } from '@/lib/use-list-keys';
import { type Selection } from '@/lib/use-selection';

/** The account whose row has the focus; its controls carry the id. */
const focused = (): string | undefined =>
  document.activeElement instanceof HTMLElement ? document.activeElement.dataset.user : undefined;

const focus = (id: string) => document.querySelector<HTMLElement>(`button[data-user="${id}"]`)?.focus();

/**
 * The keys of the list of accounts: j and k move, with Shift they select on the way; x selects, Escape deselects.
 * @param listed ids of all rows; `selectable` leaves out the own account
 */
export function useUserKeys(listed: readonly string[], selectable: readonly string[], selection: Selection): void {
  const move = (by: 1 | -1, extend: boolean) => {
    const from = focused();
    const at = from === undefined ? (by > 0 ? -1 : listed.length) : listed.indexOf(from);
    const to = listed[at + by];
    if (to === undefined) return false;
    focus(to);
    if (!extend) return undefined;
    if (from !== undefined && selection.ids.size === 0 && selectable.includes(from)) selection.toggle(from);
    if (selectable.includes(to)) selection.extendTo(to);
    return undefined;
  };
  const close = () => {
    if (selection.ids.size === 0) return false;
    selection.clear();
    return undefined;
  };
  const toggle = () => {
    const id = focused();
    if (id !== undefined && selectable.includes(id)) selection.toggle(id);
  };
  useListKeys({ move, close, letters: { x: toggle } }, { arrows: false });
}
