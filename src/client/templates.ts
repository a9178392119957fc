import { path } from "./path";
import type { Requests } from "./request";

/** Pipeline templates (2.1+). Needs an administrator of Drone, or of the namespace in the SCM. */
export class Templates {
  constructor(private readonly requests: Requests) {}

  /** Of one namespace, or of all for an administrator. `GET /api/templates`, `GET /api/templates/:namespace` */
  async list(namespace?: string): Promise<Template[]> {
    await this.requests.need("templates");
    const route = namespace === undefined ? "/api/templates" : path`/api/templates/${namespace}`;
    return (await this.requests.list<Template>(route, "data")).map(toTemplate);
  }

  /** Undefined if there is none. `GET /api/templates/:namespace/:name` */
  async find(namespace: string, name: string): Promise<Template | undefined> {
    await this.requests.need("templates");
    const found = await this.requests.find<Template>(path`/api/templates/${namespace}/${name}`, "data");
    return found && toTemplate(found);
  }

  /** The extension of the name says what the data is. `POST /api/templates/:namespace` */
  async create(namespace: string, { name, data }: { name: string; data: string }): Promise<Template> {
    await this.requests.need("templates");
    const json = { name, data };
    const at = path`/api/templates/${namespace}`;
    return toTemplate(await this.requests.object<Template>("POST", at, "data", { json }));
  }

  /** `PATCH /api/templates/:namespace/:name` */
  async update(namespace: string, name: string, { data }: { data: string }): Promise<Template> {
    await this.requests.need("templates");
    const at = path`/api/templates/${namespace}/${name}`;
    const json = { data };
    return toTemplate(await this.requests.object<Template>("PATCH", at, "data", { json }));
  }

  /** `DELETE /api/templates/:namespace/:name` */
  async delete(namespace: string, name: string): Promise<void> {
    await this.requests.need("templates");
    await this.requests.nothing("DELETE", path`/api/templates/${namespace}/${name}`);
  }
}

/** A pipeline template. */
export interface Template {
  id: number;
  namespace: string;
  name: string;
  data: string;
}

const toTemplate = ({ id, namespace, name, data }: Template): Template => ({ id, namespace, name, data });
