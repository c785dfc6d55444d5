import { type LucideIcon } from 'lucide-react';

/** The app's icons, 16 or 20 px. Hidden from screen readers, because the control around them has the label. */
export function Icon({ as: Glyph, size = 16, className }: { as: LucideIcon; size?: 16 | 20; className?: string }) {
  return <Glyph size={size} strokeWidth={1.75} className={className} aria-hidden focusable={false} />;
}
