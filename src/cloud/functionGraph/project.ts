import type { Connection } from '../../model/connection';
import { message } from '../../model/message';
import { orAbort } from '../transport/cancellation';
import { CloudError } from '../errors';
import type { Calls } from '../call/calls';
import { listProjects, projectNameOf, readProjects } from './iam';
import type { Tokens } from './tokens';

/**
 * Finds the id of the project that a connection works in: as configured, else the token's own, else the one that has
 * the name that a profile says, or the region's. Asks once; a failed search is repeated at the next need. Never creates a project, unlike the
 * official SDK.
 */
export class Project {
  private found: Promise<string> | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly calls: Calls,
    private readonly tokens: Tokens | undefined,
    /** Origin of IAM. */
    private readonly iam: string,
  ) {}

  /** The project id; a CloudError of kind `configuration` where it cannot be told. */
  async id(signal: AbortSignal): Promise<string> {
    const { projectId } = this.connection;
    if (projectId !== undefined && projectId !== '') return projectId;
    this.found ??= this.searchOnce();
    return orAbort(this.found, signal, { service: this.connection.service, operation: 'listProjects' });
  }

  private async searchOnce(): Promise<string> {
    try {
      return await this.search(new AbortController().signal);
    } catch (error) {
      this.found = undefined;
      throw error;
    }
  }

  private async search(signal: AbortSignal): Promise<string> {
    const issued = await this.tokens?.get(signal);
    if (issued?.projectId !== undefined) return issued.projectId;
    const { service } = this.connection;
    const name = projectNameOf(this.connection);
    const [id, another] = readProjects(await this.calls.json(listProjects(this.iam, name), signal), name);
    if (id !== undefined && another === undefined) return id;
    throw new CloudError({
      kind: 'configuration',
      service,
      operation: 'listProjects',
      sent: 'answered',
      repeatable: false,
      summary:
        id === undefined
          ? message('No project with the name {0} was found.', name)
          : message('There are several projects with the name {0}.', name),
      hint: message('Enter the project ID in the connection.'),
    });
  }
}
