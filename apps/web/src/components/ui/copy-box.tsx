import { CopyButton } from './copy-button';

/** A text that is shown once, to be copied. */
export function CopyBox({ label, text }: { label: string; text: string }) {
  return (
    <div className="flex items-center gap-2 rounded-panel border border-line-strong bg-sunken ps-3 pe-1">
      <span
        role="group"
        aria-label={label}
        className="min-w-0 flex-1 py-2.5 font-mono text-console break-all"
        translate="no"
        dir="ltr"
      >
        {text}
      </span>
      <CopyButton text={text} />
    </div>
  );
}
