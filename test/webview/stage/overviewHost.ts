import type {
  FromOverviewPage,
  OverviewLine,
  OverviewState,
  ToOverviewPage,
} from '../../../src/webview/overview/protocol';

/** An overview as a host sends it. */
export interface OverviewScene {
  readonly state: OverviewState;
  readonly lines: readonly OverviewLine[];
  /** Without it, the lines as they are given. */
  readonly order?: readonly number[];
}

/** What VS Code's side of an overview does, small: sends rows, records what the page asks. */
export interface OverviewStage {
  /** All messages of the page, oldest first. */
  readonly sent: FromOverviewPage[];
  /** What the page has VS Code keep. */
  kept: unknown;
  show(scene: OverviewScene): void;
}

/** What the page's script finds on its window. */
interface PageWindow {
  overviewStage: OverviewStage;
  acquireVsCodeApi(): { postMessage(message: FromOverviewPage): void; setState(state: unknown): void };
}

/** Puts the stage on the window for a first scene; the page's script is run after it. */
export function createStage(first: OverviewScene, bundle: Record<string, string>): void {
  const post = (message: ToOverviewPage): void => window.postMessage(message, '*');
  const show = ({ state, lines, order = lines.map(({ id }) => id) }: OverviewScene): void =>
    post({ type: 'rows', state, lines, order });
  const stage: OverviewStage = { sent: [], kept: undefined, show };
  const global = window as unknown as PageWindow;
  global.overviewStage = stage;
  global.acquireVsCodeApi = () => ({
    postMessage: (message) => {
      stage.sent.push(structuredClone(message));
      if (message.type !== 'ready') return;
      post({ type: 'start', bundle, locale: 'en', state: first.state });
      show(first);
    },
    setState: (state) => {
      stage.kept = structuredClone(state);
    },
  });
}
