import { type ReactNode } from 'react';

/** One kind of factor: its name, what it is for, its state and what can be done. */
export function Factor({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-3 border-b border-line pb-6 last:border-0 last:pb-0">
      <div className="flex flex-col gap-0.5">
        <h3 className="font-medium">{title}</h3>
        <p className="text-ui text-ink-2">{lead}</p>
      </div>
      {children}
    </div>
  );
}
