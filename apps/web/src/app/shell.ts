import { type createAppRouter } from './routes/router';

/**
 * Removes the frame that index.html paints before any script has come, once the page itself is there. `theme.js`
 * decides which frame is shown.
 */
export function replaceShell(router: ReturnType<typeof createAppRouter>): void {
  const stop = router.subscribe('onRendered', () => {
    document.getElementById('shell')?.remove();
    stop();
  });
}
