import { type ReactNode, Suspense } from 'react';
import { cn } from '@/lib/cn';

interface LayersProps {
  mark: ReactNode;
  drawing: ReactNode;
  /** The drawing has a vertical axis, to the left of the points (right in right-to-left layouts). */
  valueAxis?: boolean;
  /** The drawing has labels below the points. */
  labels?: boolean;
}

/** Stacks a chart's layers: the read mark behind, the drawing in front. Neither takes pointer events. */
export function Layers({ mark, drawing, valueAxis = false, labels = false }: LayersProps) {
  return (
    <div aria-hidden className="pointer-events-none">
      <div className={cn('absolute inset-x-0 top-0', labels ? 'bottom-5' : 'bottom-0')}>{mark}</div>
      <div className={cn('absolute inset-y-0 end-0 [&_svg]:overflow-visible', valueAxis ? '-start-14' : 'start-0')}>
        <Suspense>{drawing}</Suspense>
      </div>
    </div>
  );
}
