import { isObject, member, type Json } from '../../model/json';
import type { StateFolder } from '../stateFolder';

/** What can be switched on for a whole project; survives restarts. */
export class ProjectSettings {
  private constructor(
    private readonly folder: StateFolder,
    private readonly file: string,
    private lts: boolean,
  ) {}

  /** Reads the settings below `prefix`; `ltsAtFirst` holds where there are none yet. */
  static async load(folder: StateFolder, prefix: string, ltsAtFirst: boolean): Promise<ProjectSettings> {
    const [saved] = await folder.readAll<Json>(prefix);
    const lts = isObject(saved?.value) ? member(saved.value, 'lts') === true : ltsAtFirst;
    return new ProjectSettings(folder, `${prefix}/project.json`, lts);
  }

  /** Whether functions' logs are collected in the log service. */
  get ltsEnabled(): boolean {
    return this.lts;
  }

  async enableLts(): Promise<void> {
    await this.folder.write(this.file, JSON.stringify({ lts: true }));
    this.lts = true;
  }
}
