// The tests that may be tried a second time, each with the reason: something outside of FnDeck that it can do nothing
// about. All others fail at once. A test that needed its second try is printed as flaky at the end of `npm test`.

/**
 * @typedef {object} Allowed
 * @property {RegExp} title of the test, with the titles of the groups around it
 * @property {string} reason
 */

/** @type {readonly Allowed[]} */
export const RETRIES = [
  {
    title: /the main job, from an empty view to a result/,
    reason:
      'VS Code’s service worker may lose the content of a webview that is opened while the machine is busy',
  },
];

/** Whether a test may be tried a second time. @param {string} title */
export function mayTryAgain(title) {
  return RETRIES.some((allowed) => allowed.title.test(title));
}
