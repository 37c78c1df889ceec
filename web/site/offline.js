// Asks the browser to keep the site, so that it works without a network: only for a page of its own, not within somebody else's.
import {hasThreads} from './features.js';

/** Registers the service worker, if there can be one. A site without sw.js is none that can be kept, which nobody needs to hear of. */
export function keepSite() {
  if (window !== window.parent || !isSecureContext || !('serviceWorker' in navigator)) return;
  navigator.serviceWorker.register(hasThreads() ? 'sw.js?threads' : 'sw.js')
    .catch((error) => console.info(`not kept for use without a network: ${error.message}`));
}
