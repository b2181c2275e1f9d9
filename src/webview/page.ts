import { hasErrors } from '../model/finding';
import { profileOf } from '../model/services';
import type { JsonObject } from '../model/json';
import { createAnnouncer } from './announcer';
import { h } from './dom';
import { applyEdits } from './edits/applyEdits';
import { createOutbox, type Outbox } from './edits/outbox';
import { createForm } from './form/form';
import type { Words } from './i18n';
import { createPicture } from './picture/picture';
import type { Wanted } from './picture/played';
import type { FromWebview, PageCommand, PageState, ToWebview } from './protocol';
import { createRequestPane } from './request/request';
import { startPage, type HostApi } from './startPage';
import { problemFindings } from './top/problemFindings';
import { createProblems } from './top/problems';
import { createSyntaxError } from './top/syntaxError';
import { createTopBar } from './top/topBar';
import type { Desk } from './view';

/** Milliseconds without a keystroke after which typed text is sent. */
const PAUSE = 300;

/** Starts the page of a config. */
export function startConfigPage(api: HostApi<FromWebview, Kept>): void {
  const outbox = createOutbox(
    (editNumber, edits) => api.postMessage({ type: 'edits', editNumber, edits }),
    (then) => {
      const timer = setTimeout(then, PAUSE);
      return () => clearTimeout(timer);
    },
  );
  // A shortcut such as save, undo or close acts on the document: what is typed has to be in it.
  window.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey) outbox.send();
  });
  window.addEventListener('blur', () => outbox.send());
  document.addEventListener('visibilitychange', () => outbox.send());
  startPage<ToWebview>(api, (start, words) => {
    const page = createPage(words, start.state, outbox, {
      press: (command) => api.postMessage({ type: 'command', command }),
      kept: () => api.getState() as Kept | undefined,
      keep: (kept) => api.setState(kept),
    });
    return {
      element: page.element,
      receive: (message) => {
        if (message.type === 'flush') {
          const { editNumber, edits } = outbox.handOver();
          api.postMessage({ type: 'flushed', id: message.id, editNumber, edits });
        } else page.draw(message.state);
      },
    };
  });
}

/** The page as a whole. */
interface Page {
  readonly element: HTMLElement;
  /** Draws a state of the host, with what is typed and not yet in it on top. */
  draw(state: PageState): void;
}

/** What VS Code keeps for when the window is loaded again. Nothing of it is part of the config. */
interface Kept {
  readonly whatIf: Wanted;
}

/** What the page asks for. */
interface PageRequests {
  readonly press: (command: PageCommand) => void;
  readonly kept: () => Kept | undefined;
  readonly keep: (kept: Kept) => void;
}

/** Puts the page together for a first state. */
function createPage(
  words: Words,
  first: PageState,
  outbox: Outbox,
  { press, kept, keep }: PageRequests,
): Page {
  let state = first;
  let current: JsonObject = first.document ?? {};
  let drawn: PageState | undefined;

  const desk: Desk = {
    profile: profileOf(first.subject.service),
    words,
    document: () => current,
    commit: () => outbox.send(),
    change: (edits, when) => {
      outbox.add(edits, when);
      redraw();
    },
  };
  const ask = (command: PageCommand): void => {
    const blocked = command === 'save' && outbox.pending().length === 0 && hasErrors(state.findings);
    outbox.send();
    if (blocked) problems.focus();
    press(command);
  };

  const announcer = createAnnouncer(words);
  const form = createForm(desk, () => ask('showVerification'));
  const picture = createPicture(desk, kept()?.whatIf, (whatIf) => keep({ whatIf }));
  const request = createRequestPane(desk, ask);
  const top = createTopBar(words, first.subject, ask);
  const problems = createProblems(
    words,
    (path) => form.fieldFor(path),
    (edits, when) => desk.change(edits, when),
    ask,
  );
  const syntax = createSyntaxError(words, ask);
  const side = h('div', { class: 'side' }, picture.element, request.element);
  const columns = h('div', { class: 'columns' }, form.element, side);
  const content = h('main', { class: 'content' }, problems.element, columns);
  const element = h('div', { class: 'page' }, top.element, content, announcer.element);

  const redraw = (): void => {
    const readable = state.document !== undefined;
    if (state.document) current = applyEdits(state.document, outbox.pending());
    top.update(state, outbox.pending().length > 0);
    if (readable) {
      const findings = [...state.findings, ...problemFindings(state)];
      const view = { state, document: current, findings };
      form.update(view);
      picture.update(view);
      request.update(view);
      problems.update(state, state.findings);
      if (syntax.element.parentElement) content.replaceChildren(problems.element, columns);
    } else {
      syntax.update(state.syntax);
      if (!syntax.element.parentElement) content.replaceChildren(syntax.element);
    }
    announcer.update(drawn, state);
    drawn = state;
  };

  return {
    element,
    draw: (next) => {
      state = next;
      outbox.acknowledge(next.editNumber);
      redraw();
    },
  };
}
