/** How a provider of Terraform writes the async config of a service: names by key of the field's table. */
export interface TerraformForm {
  readonly resource: string;
  /** The name of each field that is no destination; one that is missing here cannot be written. */
  readonly names: Readonly<Record<string, string>>;
  /** Keys of fields that the provider needs, or fills with a default of its own that is not the service's. */
  readonly needed: readonly string[];
  /** `blocks`: `on_success { destination, param }` at the top; else nested in a block of this name, with an ARN each. */
  readonly destinations: 'blocks' | { readonly block: string };
  /** `urn`: the function's URN without a version; else the names of group, function and qualifier, where it has them. */
  readonly target: 'urn' | { readonly group?: string; readonly name: string; readonly qualifier: string };
}

/** How a component of Serverless Devs writes the async config in `s.yaml`; fields have the names of the service's table. */
export interface ServerlessForm {
  /** The component's name, without an owner before and a version behind it. */
  readonly component: string;
  readonly edition: string;
  /** What the file calls its functions' list. */
  readonly list: string;
  /** Where the config and the names of group and function stand below `props`. */
  readonly config: readonly string[];
  readonly name: readonly string[];
  readonly group?: readonly string[];
  /** The key of the destinations, and whether each is the ARN itself or an object that holds it. */
  readonly destinations: { readonly key: string; readonly as: 'text' | 'object' };
  /** The key of the version or alias within the config; absent: the component configures the unpublished code only. */
  readonly qualifier?: string;
}

/** How Alibaba's Resource Orchestration Service writes the async config: names by key of the field's table. */
interface RosForm {
  readonly type: string;
  readonly names: Readonly<Record<string, string>>;
}

/** How other tools write the async config of a service, where they know it. */
export interface CodeForms {
  readonly terraform?: TerraformForm;
  readonly serverless?: ServerlessForm;
  readonly ros?: RosForm;
}
