// What the browser keeps between visits (IndexedDB), as promises.

/** What a request gives. */
export const answer = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

/** Ends when the browser has the write: what does not fit is refused only after the request has been answered. */
export const written = (transaction) => new Promise((resolve, reject) => {
  transaction.oncomplete = resolve;
  transaction.onabort = () => reject(transaction.error);
});

/** A database with one store, made if it is not there. */
export async function openStore(database, store) {
  const request = indexedDB.open(database, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(store);
  return answer(request);
}

/** Whether the browser has refused a write since it has no room. */
export const isFull = (error) => error?.name === 'QuotaExceededError';
