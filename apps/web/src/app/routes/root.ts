import { createRootRoute, Outlet } from '@tanstack/react-router';
import { loadTexts, type Namespace } from '@/lib/i18n';
import { NotFoundPage } from '../layouts/not-found-page';

/** Loads the texts of a screen together with its code. */
export const texts = (...namespaces: Namespace[]) => ({ loader: () => loadTexts(...namespaces) });

export const root = createRootRoute({ component: Outlet, notFoundComponent: NotFoundPage });
