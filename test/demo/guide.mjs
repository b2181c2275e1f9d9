/**
 * What the demo says when VS Code is up.
 * @param {string} where
 */
export function guide(where) {
  return `
  ${where}

  FnDeck's walkthrough opens on its first step: Start Sandbox.

  1. Run a function    open hello-node.payload.json, click "Invoke…" above its first line and choose hello-node.
                       Its log and its result appear in the output channel FnDeck.
  2. Watch one work    the same with slow.payload.json and the function slow: the log comes while it runs.
  3. Edit a config     in the FnDeck side bar open flaky and click "latest".
                       Change the retries, choose a destination, press Ctrl+S: that is the PUT.
  4. See an event live click "Queue Event" above the first line of flaky.payload.json and choose flaky, then its row
                       in the view Invocations: two attempts fail, the third succeeds.
  5. Skip a wait       the same with late.payload.json and the function late: "Skip the Wait" on its page moves time past
                       its age limit, and "Open Delivered Record" shows what the destination got.

  Ctrl+C ends VS Code and the sandbox.
`;
}
