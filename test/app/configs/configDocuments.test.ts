import { describe, expect, it } from 'vitest';
import { failureOfSave, restingOf } from '../../../src/app/configs/openConfig';
import { parseText } from '../../../src/app/text/parseText';
import type { JsonObject } from '../../../src/model/json';
import { fingerprint } from '../../../src/model/revision';
import { FakeEditor, FakeService, PATH, REF } from './editorOfConfigs';

const AGE = 'max_async_event_age_in_seconds';
const RETRIES = 'max_async_retry_attempts';

/** Numbers that follow from a seed (mulberry32). */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % sides;
  };
}

/** What a person could have lost: the text that was typed last, until it is on the service or was given up. */
interface Memory {
  typed: string | undefined;
}

const says = (text: string): JsonObject => {
  const parsed = parseText(text);
  return parsed.kind === 'document' ? (parsed.document as JsonObject) : {};
};

/** Whether what was typed last is in the editor, in a draft, or on the service. */
async function isKept({ typed }: Memory, editor: FakeEditor, service: FakeService): Promise<boolean> {
  if (typed === undefined) return true;
  if (editor.text === typed && editor.dirty) return true;
  if ((await editor.drafts.get(PATH))?.text === typed) return true;
  return Object.entries(says(typed)).every(([key, value]) => service.held?.[key] === value);
}

/** One act of a person, of VS Code or of somebody else. Gives its name. */
async function act(
  roll: (sides: number) => number,
  editor: FakeEditor,
  service: FakeService,
  memory: Memory,
): Promise<string> {
  const act = roll(13);
  switch (act) {
    case 0:
    case 1:
    case 2: {
      await editor.open().catch(() => undefined);
      if (editor.text === '') return 'opening failed';
      const text = JSON.stringify(
        roll(5) === 0 ? { [RETRIES]: roll(4) } : { [AGE]: 60 + roll(9), [RETRIES]: roll(4) },
      );
      editor.type(text);
      memory.typed = text;
      return `type ${text}`;
    }
    case 3:
    case 4: {
      const before = service.puts;
      const onService = service.held;
      const isSeen = editor.copies.known(PATH)?.config?.document;
      if (editor.base === undefined) return 'save nothing';
      const overwrite = roll(4) === 0;
      const merges = editor.merges;
      const written = await editor.save('person', { overwrite });
      if (editor.merges > merges) {
        // Each field is what was typed, or what the service has and the person had not touched.
        expect(written).toBe(false);
        const typed = says(memory.typed ?? '');
        for (const [key, value] of Object.entries(says(editor.text))) {
          expect([typed[key], service.held?.[key]]).toContain(value);
        }
        memory.typed = editor.text;
        return 'save: merged';
      }
      // Without "Overwrite" nothing is sent over what somebody else has put since.
      if (written && !overwrite && service.puts > before && isSeen) expect(onService).toEqual(isSeen);
      if (written) expect(restingOf(editor.documents.state(PATH)).kind).not.toBe('failed');
      if (written) memory.typed = undefined;
      return `save${overwrite ? ' over' : ''}: ${String(written)}`;
    }
    case 5:
    case 6: {
      if (editor.base === undefined) return 'auto save nothing';
      const before = service.puts;
      const written = await editor.save('autoSave');
      expect(service.puts).toBe(before);
      if (written && !(await editor.drafts.get(PATH))) {
        // No draft only where the text is known to say what the service held.
        expect(editor.copies.known(PATH)?.config?.document).toMatchObject(says(editor.text));
        memory.typed = undefined;
      }
      return `auto save: ${String(written)}`;
    }
    case 7: {
      // The button of the page: the draft is given up, then VS Code reverts.
      if (editor.base === undefined) return 'revert nothing';
      await editor.documents.dropDraft(PATH);
      await editor.revert().then(
        () => (memory.typed = undefined),
        () => undefined,
      );
      return 'revert';
    }
    case 8:
      service.put({ [AGE]: 60 + roll(9), [RETRIES]: roll(4) });
      return 'remote change';
    case 9:
      if (roll(2) === 0) service.delete();
      return 'remote deletion';
    case 10:
      service.fails = (['get', 'putBefore', 'putAfter'] as const)[roll(3)];
      return `fails: ${String(service.fails)}`;
    case 11:
      if (editor.dirty) memory.typed = undefined;
      await editor.close();
      service.fails = undefined;
      await editor.open();
      return 'close and open';
    default:
      await editor.reload().catch(() => undefined);
      return 'reload';
  }
}

describe('a config document', () => {
  it.each(Array.from({ length: 60 }, (_, seed) => seed))(
    'loses nothing, whatever happens: seed %i',
    async (seed) => {
      const roll = dice(seed);
      const service = new FakeService();
      const editor = new FakeEditor(service);
      const memory: Memory = { typed: undefined };
      const trail: string[] = [];
      await editor.open();
      let last = editor.base?.mtime ?? 0;

      for (let step = 0; step < 60; step++) {
        trail.push(await act(roll, editor, service, memory));
        await editor.settled();
        const story = trail.slice(-12).join(' | ');
        expect(await isKept(memory, editor, service), story).toBe(true);
        const { kind } = editor.documents.state(PATH);
        expect(['writing', 'written'], `${kind}: ${story}`).not.toContain(kind);
        const known = editor.copies.known(PATH);
        if (!known) continue;
        // The rules of `stat`: a fingerprint of the text, a time that never goes back, the same answer for the same text.
        expect(known.revision.size, story).toBe(fingerprint(known.config ? known.text : ''));
        expect(known.revision.mtime, story).toBeGreaterThanOrEqual(last);
        last = known.revision.mtime;
        service.fails = undefined;
        const again = await editor.copies.read(PATH);
        expect((await editor.copies.read(PATH)).revision, story).toEqual(again.revision);
      }
    },
  );

  it('costs one GET and one PUT to save', async () => {
    const service = new FakeService();
    const editor = new FakeEditor(service);
    await editor.open();
    editor.type(`{ "${AGE}": 60, "${RETRIES}": 0 }`);
    service.gets = 0;
    expect(await editor.save('person')).toBe(true);
    // The read-back is part of the PUT.
    expect([service.gets, service.puts]).toEqual([1, 1]);
  });

  // VS Code asks for both at once, in one order or the other by its version, or for the text where the state is new.
  it.each(['text first', 'state first'])(
    'has the text of the state that VS Code is told, by one request: %s',
    async (order) => {
      const service = new FakeService();
      const { documents } = new FakeEditor(service);
      const both = async () => {
        const state = () => documents.stat(PATH);
        const text = () => documents.read(PATH);
        if (order === 'state first') return Promise.all([state(), text()]);
        const [second, first] = await Promise.all([text(), state()]);
        return [first, second] as const;
      };
      service.answers = () => new Promise((answered) => setTimeout(answered, 20));
      for (let retries = 0; retries < 4; retries++) {
        service.put({ [AGE]: 60, [RETRIES]: retries });
        service.gets = 0;
        const [now, text] = await both();
        expect(says(text)).toEqual({ [AGE]: 60, [RETRIES]: retries });
        expect(now.size).toBe(fingerprint(text));
        expect(service.gets).toBe(1);
        // Somebody looks whether there is anything new.
        await documents.stat(PATH);
      }
      service.put({ [AGE]: 120, [RETRIES]: 0 });
      service.gets = 0;
      const now = await documents.stat(PATH);
      expect(now.size).toBe(fingerprint(await documents.read(PATH)));
      expect(service.gets).toBe(1);
    },
  );

  it('is read again without a question when the service has filled something in', async () => {
    const service = new FakeService();
    const editor = new FakeEditor(service);
    await editor.open();
    editor.type(`{ "${RETRIES}": 0 }`);
    service.gets = 0;
    expect(await editor.save('person')).toBe(true);
    expect(says(editor.text)).toEqual({ [AGE]: 3600, [RETRIES]: 0 });
    expect(editor.documents.state(PATH)).toMatchObject({ kind: 'altered', fields: [AGE] });
    expect(service.gets).toBe(1);
    editor.type(`{ "${RETRIES}": 2 }`);
    expect(editor.documents.state(PATH).kind).toBe('clean');
    expect(await editor.save('person')).toBe(true);
  });

  it('says what is known of a conflict: the newer copy, for whoever shows it', async () => {
    const service = new FakeService();
    const editor = new FakeEditor(service);
    const learned: unknown[] = [];
    await editor.open();
    editor.copies.onDidLearn(({ config }) => learned.push(config?.document));
    editor.type(`{ "${RETRIES}": 0 }`);
    service.put({ [AGE]: 60, [RETRIES]: 3 });
    expect(await editor.save('person')).toBe(false);
    expect(learned).toEqual([{ [AGE]: 60, [RETRIES]: 3 }]);
    expect(editor.documents.state(PATH)).toMatchObject({ kind: 'saving', by: 'person' });
    expect(await editor.documents.read(PATH)).toContain('3');
  });

  it('takes in what somebody else has changed in other fields, and sends both with the next save', async () => {
    const service = new FakeService();
    const editor = new FakeEditor(service);
    await editor.open();
    editor.type(`{ "${AGE}": 3600, /* mine */ "${RETRIES}": 0 }`);
    service.put({ [AGE]: 60, [RETRIES]: 1 });
    expect(await editor.save('person')).toBe(false);
    expect([editor.conflict, editor.dirty, service.puts]).toEqual([false, true, 0]);
    expect(editor.text).toBe(`{ "${AGE}": 60, /* mine */ "${RETRIES}": 0 }`);
    const state = editor.documents.state(PATH);
    expect(state.kind === 'failed' && state.problem.text).toContain(`changed ${AGE} on the service`);

    expect(await editor.save('person')).toBe(true);
    expect(service.held).toEqual({ [AGE]: 60, [RETRIES]: 0 });
    editor.type(`{ "${AGE}": 61, "${RETRIES}": 0 }`);
    service.put({ [AGE]: 60, [RETRIES]: 2 });
    expect(await editor.save('person'), 'again, after a save').toBe(false);
    expect(says(editor.text)).toEqual({ [AGE]: 61, [RETRIES]: 2 });
  });

  it('merges nothing where the same field was changed, or all of it: VS Code tells of the conflict', async () => {
    for (const change of [
      (service: FakeService) => service.put({ [RETRIES]: 3 }),
      (service: FakeService) => service.delete(),
    ]) {
      const service = new FakeService();
      const editor = new FakeEditor(service);
      await editor.open();
      const text = `{ "${AGE}": 3600, "${RETRIES}": 0 }`;
      editor.type(text);
      change(service);
      expect(await editor.save('person')).toBe(false);
      expect([editor.conflict, editor.merges, editor.text]).toEqual([true, 0, text]);
      expect(await editor.save('person', { overwrite: true })).toBe(true);
    }
  });

  it('sends nothing over a change that came while it merged', async () => {
    const service = new FakeService();
    const editor = new FakeEditor(service);
    await editor.open();
    editor.type(`{ "${AGE}": 3600, "${RETRIES}": 0 }`);
    service.put({ [AGE]: 60, [RETRIES]: 1 });
    await editor.save('person');
    service.put({ [AGE]: 60, [RETRIES]: 3 });
    expect(await editor.save('person')).toBe(false);
    expect([editor.conflict, service.puts, service.held]).toEqual([true, 0, { [AGE]: 60, [RETRIES]: 3 }]);
  });

  it('knows why its last save failed until the next edit, as a text and as a draft', async () => {
    for (const drafted of [false, true]) {
      const service = new FakeService();
      const editor = new FakeEditor(service);
      const failure = () => failureOfSave(editor.documents.state(PATH))?.text;
      await editor.open();
      editor.type(`{ "${RETRIES}": 0 }`);
      if (drafted) expect(await editor.save('autoSave')).toBe(true);
      expect(failure()).toBeUndefined();
      service.fails = 'putBefore';
      expect(await editor.save('person')).toBe(false);
      expect(editor.documents.state(PATH).kind).toBe(drafted ? 'draft' : 'failed');
      expect(failure()).toContain('putBefore');
      editor.type(`{ "${RETRIES}": 1 }`);
      expect(failure()).toBeUndefined();
    }
  });

  it('that was saved or deleted since has no interrupted save to be finished any more', async () => {
    const service = new FakeService();
    const editor = new FakeEditor(service);
    const interrupted = { ref: REF, before: { [AGE]: 60 }, wanted: { [AGE]: 90 } };
    await editor.cutOff(interrupted);
    await editor.open();
    editor.type(`{ "${AGE}": 60, "${RETRIES}": 0 }`);
    service.fails = 'putBefore';
    expect(await editor.save('person')).toBe(false);
    expect(await editor.notes.unfinished()).toEqual([interrupted]);
    expect(await editor.save('person')).toBe(true);
    expect(await editor.notes.unfinished()).toEqual([]);

    await editor.cutOff(interrupted);
    await editor.documents.remove(PATH);
    expect(await editor.notes.unfinished()).toEqual([]);
  });
});
