import { lazy } from 'react';

/** recharts is as large as the rest of a page, so it loads in its own chunk while the page already shows the frame. */
export const loadDrawings = () => import('./drawings');
export const LinesDrawing = lazy(async () => ({ default: (await loadDrawings()).LinesDrawing }));
export const BarsDrawing = lazy(async () => ({ default: (await loadDrawings()).BarsDrawing }));
export const PlainDrawing = lazy(async () => ({ default: (await loadDrawings()).PlainDrawing }));
