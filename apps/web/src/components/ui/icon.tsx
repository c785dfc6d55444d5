import { type LucideIcon } from 'lucide-react';

/** Every icon of the app: 16 or 20 px, one stroke, silent (the control around it has the words). */
export function Icon({ as: Glyph, size = 16, className }: { as: LucideIcon; size?: 16 | 20; className?: string }) {
  return <Glyph size={size} strokeWidth={1.75} className={className} aria-hidden focusable={false} />;
}
