import { hasErrors } from '../model/finding';
import { profileOf } from '../model/services';
import type { JsonObject } from '../model/json';
import { createAnnouncer } from './announcer';
import { h } from './dom';
import { applyEdits } from './edits/applyEdits';
import type { Outbox } from './edits/outbox';
import { createForm } from './form/form';
import type { Words } from './i18n';
import { createPicture } from './picture/picture';
import type { PageCommand, PageState } from './protocol';
import { createRequestPane } from './request/request';
import { problemFindings } from './top/problemFindings';
import { createProblems } from './top/problems';
import { createSyntaxError } from './top/syntaxError';
import { createTopBar } from './top/topBar';
import type { Desk } from './view';

/** The page as a whole. */
export interface Page {
  readonly element: HTMLElement;
  /** Draws a state of the host, with what is typed and not yet in it on top. */
  draw(state: PageState): void;
}

/** Puts the page together for a first state. */
export function createPage(
  words: Words,
  first: PageState,
  outbox: Outbox,
  press: (command: PageCommand) => void,
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
  const form = createForm(desk);
  const picture = createPicture(desk);
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
