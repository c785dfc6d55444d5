import { CopyButton } from '@/components/ui/copy-button';

/** Lines to copy, each with its own button. */
export const Lines = ({ lines }: { lines: string[] }) => (
  <ul className="flex flex-col rounded-control bg-sunken py-1">
    {lines.map((line) => (
      <li key={line} className="flex items-center justify-between gap-2 ps-3 pe-1 font-mono text-console">
        <code className="min-w-0 overflow-x-auto">{line}</code>
        <CopyButton text={line} />
      </li>
    ))}
  </ul>
);
