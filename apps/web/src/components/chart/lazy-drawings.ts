import { lazy } from 'react';

/** recharts is as large as the rest of a page: it comes in a file of its own, while the frame already stands. */
export const loadDrawings = () => import('./drawings');
export const LinesDrawing = lazy(async () => ({ default: (await loadDrawings()).LinesDrawing }));
export const BarsDrawing = lazy(async () => ({ default: (await loadDrawings()).BarsDrawing }));
export const PlainDrawing = lazy(async () => ({ default: (await loadDrawings()).PlainDrawing }));
