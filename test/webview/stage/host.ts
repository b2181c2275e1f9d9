import { lint } from '../../../src/model/lint/lint';
import { profileOf } from '../../../src/model/services';

import { applyEdits } from '../../../src/webview/edits/applyEdits';
import type { FromWebview, PageState, ToWebview } from '../../../src/webview/protocol';

/** What VS Code's side of the page does, small: keeps the document, echoes it, records what the page asks. */
export interface Stage {
  /** All messages of the page, oldest first. */
  readonly sent: FromWebview[];
  state: PageState;
  bundle: Record<string, string>;
  /** While true, edits are applied but their echo waits for `release`. */
  held: boolean;
  release(): void;
  /** Sends the page a state that differs from the present one in some properties and lacks others. */
  show(changed: Partial<PageState>, absent: readonly (keyof PageState)[]): void;
  flush(id: number): void;
}

declare global {
  interface Window {
    stage: Stage;
    acquireVsCodeApi(): {
      postMessage(message: FromWebview): void;
      getState(): unknown;
      setState(state: unknown): void;
    };
  }
}

/** Puts the stage on the window for a first state; the page's script is run after it. */
export function createStage(first: PageState, bundle: Record<string, string>): void {
  const waiting: PageState[] = [];
  const post = (message: ToWebview): void => window.postMessage(message, '*');

  const stage: Stage = {
    sent: [],
    state: checked(first),
    bundle,
    held: false,
    release: () => {
      stage.held = false;
      for (const state of waiting.splice(0)) post({ type: 'state', state });
    },
    show: (changed, absent) => {
      const next = Object.entries({ ...stage.state, ...changed });
      const left = Object.fromEntries(next.filter(([key]) => !absent.includes(key as keyof PageState)));
      // Absent and undefined are the same to the page: a message says both as absent.
      stage.state = checked(left as unknown as PageState);
      post({ type: 'state', state: stage.state });
    },
    flush: (id) => post({ type: 'flush', id }),
  };
  window.stage = stage;
  window.acquireVsCodeApi = () => ({
    postMessage: (message) => receive(structuredClone(message)),
    // VS Code keeps it in the window, beyond a reload of the page.
    getState: () => (JSON.parse(sessionStorage.getItem('kept') ?? 'null') as unknown) ?? undefined,
    setState: (state) => sessionStorage.setItem('kept', JSON.stringify(state)),
  });

  function receive(message: FromWebview): void {
    stage.sent.push(message);
    if (message.type === 'ready') {
      post({ type: 'start', bundle: stage.bundle, locale: 'en', state: stage.state });
    } else if (message.type === 'edits' || (message.type === 'flushed' && message.edits.length > 0)) {
      const document = applyEdits(stage.state.document ?? {}, message.edits);
      stage.state = checked({ ...stage.state, document, dirty: true, editNumber: message.editNumber });
      if (stage.held) waiting.push(stage.state);
      else post({ type: 'state', state: stage.state });
    }
  }
}

function checked(state: PageState): PageState {
  const { service, urn, region } = state.subject;
  const context = { ...(urn !== undefined && { self: urn }), ...(region !== undefined && { region }) };
  const findings = state.document ? lint(profileOf(service), state.document, context) : [];
  return { ...state, findings };
}
