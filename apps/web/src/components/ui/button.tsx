import { type ButtonHTMLAttributes, type Ref } from 'react';
import { cn } from '@/lib/cn';

const VARIANTS = {
  primary: 'bg-ink text-canvas hover:bg-ink-2 disabled:bg-ink-3',
  outline: 'border border-line-strong bg-surface text-ink hover:bg-sunken disabled:text-ink-3',
  quiet:
    'text-ink-2 hover:bg-sunken hover:text-ink aria-expanded:bg-sunken data-popup-open:bg-sunken disabled:text-ink-3',
  live: 'border-2 border-accent bg-surface text-ink hover:bg-sunken',
  danger: 'border border-danger text-danger hover:bg-sunken disabled:opacity-60',
} as const;

// Each size sets every size property, because the order in the stylesheet decides between two classes for one
// property.
const SIZES = {
  sm: 'h-8 rounded-control px-2.5 text-console touch:min-h-11',
  md: 'h-9 rounded-control px-3.5 text-ui touch:min-h-11',
  lg: 'h-11 rounded-control px-5 text-ui',
  icon: 'size-8 rounded-control touch:size-11',
  tiny: 'size-6 rounded-control touch:size-11',
  round: 'size-9 rounded-full touch:size-11',
  pill: 'h-8 rounded-full px-3 text-console touch:min-h-11',
} as const;

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  variant?: keyof typeof VARIANTS;
  size?: keyof typeof SIZES;
  /** Shows a spinner and keeps the width. */
  busy?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

/** The class names of a button, also for links that look like one. */
export const buttonClass = (
  variant: keyof typeof VARIANTS = 'outline',
  size: keyof typeof SIZES = 'md',
  extra?: string,
): string =>
  cn(
    'inline-flex shrink-0 items-center justify-center gap-2 font-medium whitespace-nowrap',
    'transition-colors select-none disabled:cursor-default',
    VARIANTS[variant],
    SIZES[size],
    extra,
  );

/** A button. A button with only an icon needs an `aria-label`. */
export function Button({ variant, size, busy, className, children, disabled, type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      className={buttonClass(variant, size, className)}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      {...rest}
    >
      {busy && <Spinner />}
      {children}
    </button>
  );
}

/** A small spinner. The words beside it say what is in progress. */
function Spinner() {
  return (
    <svg viewBox="0 0 16 16" className="size-4 animate-spin" aria-hidden>
      <circle cx="8" cy="8" r="6.25" fill="none" stroke="currentColor" strokeWidth="1.5" opacity="0.3" />
      <path
        d="M8 1.75A6.25 6.25 0 0 1 14.25 8"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
      />
    </svg>
  );
}
