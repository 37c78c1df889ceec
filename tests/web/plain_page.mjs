// What the tests of the plain page (web/site/outline.js) share.

/** Presses the last button of the plain page with this text, or, with `begins`, whose text begins so, once there is one. */
export async function pressPlain(page, text, {begins = false} = {}) {
  await page.waitForFunction(([wanted, at_begin]) => {
    const found = [...document.querySelectorAll('#outline button:not([aria-disabled])')]
      .findLast((one) => (at_begin ? one.textContent.startsWith(wanted) : one.textContent === wanted));
    found?.click();
    return found;
  }, [text, begins], {timeout: 10_000});
}
