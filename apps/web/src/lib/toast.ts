import { create } from 'zustand';

/** Whether the toast layer is needed: its code loads with the first toast. */
export const useToastsNeeded = create<{ needed: boolean }>(() => ({ needed: false }));

interface ToastOptions {
  /** Shows an undo button as long as the toast is visible. */
  action?: { label: string; run: () => void };
  durationMs?: number;
  onGone?: () => void;
  /** Names it, so that it can be taken away. */
  id?: string;
}

/** Reports a background result in a corner of the screen, or offers an undo. */
export async function showToast(text: string, { action, durationMs, onGone, id }: ToastOptions = {}): Promise<void> {
  useToastsNeeded.setState({ needed: true });
  const { toast } = await import('sonner');
  toast(text, {
    id,
    duration: durationMs,
    onAutoClose: onGone,
    onDismiss: onGone,
    action: action && { label: action.label, onClick: action.run },
  });
}

/** Takes a toast away. */
export const hideToast = (id: string): Promise<unknown> => import('sonner').then(({ toast }) => toast.dismiss(id));
