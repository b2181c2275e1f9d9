import { expect, it } from 'vitest';
import { restingOf } from '../../../src/app/configs/openConfig';
import { fingerprint } from '../../../src/model/revision';
import { FakeEditor, FakeService, PATH, says } from './editorOfConfigs';

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

it.each(Array.from({ length: 60 }, (_, seed) => seed))(
  'a config document loses nothing, whatever happens: seed %i',
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
