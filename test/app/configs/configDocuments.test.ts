import { describe, expect, it } from 'vitest';
import { failureOfSave } from '../../../src/app/configs/openConfig';
import { fingerprint } from '../../../src/model/revision';
import { FakeEditor, FakeService, PATH, REF, says } from './editorOfConfigs';

const AGE = 'max_async_event_age_in_seconds';
const RETRIES = 'max_async_retry_attempts';

describe('a config document', () => {
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

  it('is saved where the service holds again, or says in another order, what the text began as', async () => {
    const more = [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ] as const;
    for (const meanwhile of ['changed and changed back', 'said in another order']) {
      const service = new FakeService();
      const editor = new FakeEditor(service);
      service.put({ [RETRIES]: 1, more: more[0] });
      await editor.open();
      for (const retries of [0, 2]) {
        editor.type(`{ "${AGE}": 3600, "${RETRIES}": ${String(retries)}, "more": { "a": 1, "b": 2 } }`);
        const { held } = service;
        if (meanwhile === 'changed and changed back') {
          service.put({ [RETRIES]: 3 });
          await editor.copies.read(PATH);
          service.held = held;
        } else service.held = { ...held, more: more[1] };
        expect([meanwhile, await editor.save('person')]).toEqual([meanwhile, true]);
        expect(service.held?.[RETRIES]).toBe(retries);
      }
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
