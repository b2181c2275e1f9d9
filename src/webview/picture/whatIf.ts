import type { Json } from '../../model/json';
import { knownFields, allowed } from '../../model/fields';
import type { Simulation } from '../../model/simulation';
import { ASSUMED_PACE } from '../../model/timeline';
import { h, setAttribute, setText } from '../dom';
import { createReset } from '../form/buttons';
import { readTyped, showNumber, stepped } from '../form/number';
import { selectBox } from '../form/selectBox';
import { createTextInput } from '../form/textInput';
import type { Desk } from '../view';
import { playOf, type NumberName, type Outcome, type Played, type Wanted } from './played';

/** The controls with which outcomes are played against the config. */
interface WhatIf {
  /** The choice, and the values that go with it. */
  readonly choice: HTMLElement;
  readonly values: HTMLElement;
  read(): Played;
  /** Shows the values that matter to what was played. `timeOut`: seconds that the function may run, where known. */
  update(told: Simulation | undefined, timeOut: number | undefined): void;
}

/** A number that the person may change; `assumed` where no document tells it. */
interface NumberSpec {
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly whole?: boolean;
  readonly byDefault: number;
  readonly assumed?: boolean;
}

/** Longest run and wait, in seconds: what the longest time-out of these services is (three days). */
const LONGEST = 259_200;
/** Throttled attempts that are played at most; each wait is twice as long as the one before. */
const MOST_THROTTLES = 99;
/** For a function whose time-out is not known. */
const USUAL_TIME_OUT = 60;

/** The controls, beginning with what was wanted before. `changed` is told of all that is wanted from then on. */
export function createWhatIf(desk: Desk, before: Wanted | undefined, changed: (now: Wanted) => void): WhatIf {
  const { profile, words } = desk;
  const { t } = words;
  let knownTimeOut = USUAL_TIME_OUT;
  const want = (now: Partial<Wanted>): void => {
    wanted = { ...wanted, ...now };
    changed(wanted);
  };

  const outcomes: readonly (readonly [Outcome, string])[] = [
    ['plan', t('Nothing in particular: the plan')],
    ['fails', t('every attempt fails')],
    ['succeeds', t('an attempt succeeds')],
    ['timesOut', t('the function is too slow')],
    ['throttledFirst', t('the service throttles at first')],
    ['throttled', t('the service throttles')],
  ];
  // What another version of the page has kept may be unknown to this one.
  const known = before && outcomes.some(([outcome]) => outcome === before.outcome);
  let wanted: Wanted = known ? before : { outcome: 'plan', numbers: {} };
  const select = h(
    'select',
    { class: 'select', id: 'what-if' },
    ...outcomes.map(([value, name]) => h('option', { value }, name)),
  );
  select.addEventListener('change', () => {
    const chosen = outcomes.find(([value]) => value === select.value);
    if (chosen) want({ outcome: chosen[0] });
  });
  const reset = createReset(t('Back to the plan'), t('Back to the plan'), () => {
    want({ outcome: 'plan', numbers: {}, tellsOfDropped: undefined });
    select.focus();
  });

  const specOf = (name: NumberName): NumberSpec => {
    switch (name) {
      case 'attempt': {
        const max = allowed(knownFields(profile).retries).max + 1;
        return { label: t('Attempt that succeeds'), min: 1, max, whole: true, byDefault: 2 };
      }
      case 'throttles':
        return { label: t('Attempts throttled'), min: 1, max: MOST_THROTTLES, whole: true, byDefault: 3 };
      case 'run':
        return { label: t('A run takes (s)'), min: 0, max: LONGEST, byDefault: ASSUMED_PACE.attempt };
      case 'timeOut':
        return { label: t('The function may run (s)'), min: 0.1, max: LONGEST, byDefault: knownTimeOut };
      case 'firstWait':
        return {
          ...{ label: t('First wait (s)'), min: 0.1, max: LONGEST, byDefault: ASSUMED_PACE.firstWait },
          assumed: true,
        };
    }
  };
  const numbers = NUMBER_NAMES.map((name) => createNumber(name));
  const told = h('input', { type: 'checkbox', id: 'what-if-told' });
  told.addEventListener('change', () => want({ tellsOfDropped: told.checked }));
  const tellsOfDropped = h(
    'label',
    { class: 'choice played-value' },
    told,
    h('span', {}, t('The failure destination hears of dropped events')),
    h('span', { class: 'assumed' }, t('assumed')),
  );
  const values = h(
    'div',
    { class: 'played', role: 'group', 'aria-label': t('What is played') },
    ...numbers.map(({ element }) => element),
    tellsOfDropped,
  );
  const choice = h(
    'div',
    { class: 'what-if' },
    h('label', { class: 'label', for: 'what-if' }, t('What if…')),
    selectBox(select),
    reset,
  );

  const valueOf = (name: NumberName): number | undefined => {
    const { min, max, whole, byDefault } = specOf(name);
    const value = wanted.numbers[name] ?? byDefault;
    const fits = typeof value === 'number' && value >= min && value <= max;
    return fits && (!whole || Number.isInteger(value)) ? value : undefined;
  };
  const assumesTold = (): boolean => wanted.tellsOfDropped ?? profile.queue.tellsOfDropped;

  return {
    choice,
    values,
    read: () => {
      const { outcome } = wanted;
      if (outcome === 'plan') return { kind: 'plan' };
      const needed = needs(outcome);
      const labels = needed.filter((name) => valueOf(name) === undefined).map((name) => specOf(name).label);
      if (labels.length > 0) return { kind: 'unclear', labels };
      const or = (name: NumberName, otherwise: number): number =>
        needed.includes(name) ? (valueOf(name) ?? otherwise) : otherwise;
      return {
        kind: 'play',
        outcome,
        play: playOf(outcome, or),
        assumed: {
          attempt: or('timeOut', or('run', ASSUMED_PACE.attempt)),
          firstWait: or('firstWait', ASSUMED_PACE.firstWait),
          tellsOfDropped: assumesTold(),
        },
      };
    },
    update: (simulation, timeOut) => {
      knownTimeOut = timeOut ?? USUAL_TIME_OUT;
      const { outcome } = wanted;
      select.value = outcome;
      reset.hidden = outcome === 'plan';
      const shown = needs(outcome);
      for (const each of numbers) each.update(shown.includes(each.name));
      tellsOfDropped.hidden = simulation?.end !== 'dropped';
      values.hidden = shown.length === 0 && tellsOfDropped.hidden;
      told.checked = assumesTold();
    },
  };

  /** The numbers on which an outcome depends. */
  function needs(outcome: Outcome): readonly NumberName[] {
    switch (outcome) {
      case 'plan':
        return [];
      case 'fails':
        return ['run', 'firstWait'];
      case 'succeeds':
        return ['attempt', 'run', 'firstWait'];
      case 'timesOut':
        return ['timeOut', 'firstWait'];
      case 'throttledFirst':
        return ['throttles', 'run', ...(profile.queue.throttling ? [] : (['firstWait'] as const))];
      case 'throttled':
        return profile.queue.throttling ? [] : ['firstWait'];
    }
  }

  function createNumber(name: NumberName) {
    const set = (value: Json | undefined): void => want({ numbers: { ...wanted.numbers, [name]: value } });
    const input = createTextInput({
      attributes: { id: `what-if-${name}`, class: 'input number', inputmode: 'decimal' },
      read: readTyped,
      show: showNumber,
      typed: set,
      committed: () => undefined,
      step: (by) => {
        const spec = specOf(name);
        set(stepped(wanted.numbers[name], by, { ...spec, min: Math.ceil(spec.min) }));
      },
    });
    const { label, assumed } = specOf(name);
    const wrong = h('span', { class: 'reading', id: `what-if-${name}-wrong` });
    const element = h(
      'div',
      { class: 'played-value' },
      input.element,
      h('label', { for: `what-if-${name}` }, label),
      assumed && h('span', { class: 'assumed', id: `what-if-${name}-assumed` }, t('assumed')),
      wrong,
    );
    return {
      name,
      element,
      update: (isShown: boolean): void => {
        element.hidden = !isShown;
        const { min, max, whole, byDefault } = specOf(name);
        input.element.placeholder = String(byDefault);
        input.update(wanted.numbers[name]);
        const isWrong = valueOf(name) === undefined;
        wrong.hidden = !isWrong;
        setText(
          wrong,
          whole
            ? t('Enter a whole number from {0} to {1}.', min, max)
            : t('Enter a number from {0} to {1}.', min, max),
        );
        setAttribute(input.element, 'aria-invalid', isWrong ? 'true' : undefined);
        const described = [...(assumed ? [`what-if-${name}-assumed`] : []), ...(isWrong ? [wrong.id] : [])];
        setAttribute(input.element, 'aria-describedby', described.join(' ') || undefined);
      },
    };
  }
}

const NUMBER_NAMES: readonly NumberName[] = ['attempt', 'throttles', 'run', 'timeOut', 'firstWait'];
