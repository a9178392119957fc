import { createRequire } from "node:module";
import { join } from "node:path";
import { type ClientUnaryCall, credentials, Metadata, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { childEnvironment, type NodeChild, spawnNode } from "./child";
import { type Properties, reveal } from "./property";
import { nameOf, typeOf } from "./urn";

/** One request to a provider, its values in clear. Names as on the wire. */
export interface ProviderCall {
  method: "Check" | "Diff" | "Create" | "Read" | "Update" | "Delete";
  provider: string;
  urn: string;
  id?: string;
  olds?: Properties;
  news?: Properties;
  oldInputs?: Properties;
  inputs?: Properties;
  properties?: Properties;
}

export interface ProviderSettings {
  project: string;
  cwd: string;
  env?: Record<string, string>;
  line(text: string): void;
  called(call: ProviderCall): void;
}

/** The provider refused; a half-made resource comes with its id and properties. */
export class ProviderError extends Error {
  constructor(
    message: string,
    readonly partial?: { id: string; properties: Properties; reasons: string[] },
  ) {
    super(message);
  }
}

type Unary<Q, A> = (
  request: Q,
  metadata: Metadata,
  options: object,
  done: (error: ServiceError | null, answer: A) => void,
) => ClientUnaryCall;
type Details = Partial<Omit<ProviderCall, "method" | "provider" | "urn">>;

const unlimited = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };

/** The dynamic provider's real process, one for each provider resource. */
export class ProviderProcess {
  #urn = "";

  private constructor(
    readonly client: ResourceProviderClient,
    readonly child: NodeChild,
    readonly settings: ProviderSettings,
  ) {}

  /** Starts one without saying yet whose it will be: that takes a while, in which the program can start too. */
  static async start(settings: ProviderSettings): Promise<ProviderProcess> {
    const { cwd, project } = settings;
    const script = createRequire(join(cwd, "index.js")).resolve("@pulumi/pulumi/cmd/dynamic-provider");
    let announce: ((port: string) => void) | undefined;
    const port = new Promise<string>((resolve) => {
      announce = resolve;
    });
    const line = (text: string) => {
      if (!announce) return settings.line(text);
      announce(text);
      announce = undefined;
    };
    const env = childEnvironment(settings.env, { PULUMI_NODEJS_PROJECT: project });
    const child = spawnNode(script, ["127.0.0.1:0"], { cwd, env, line });
    const died = child.exit.then((code) => {
      throw new Error(`The provider's process ended with ${code} before it was ready.`);
    });
    const address = `127.0.0.1:${await Promise.race([port, died])}`;
    const options = { ...unlimited, "grpc.enable_http_proxy": 0 };
    return new ProviderProcess(
      new ResourceProviderClient(address, credentials.createInsecure(), options),
      child,
      settings,
    );
  }

  async configure(urn: string, config: Properties): Promise<ProviderProcess> {
    this.#urn = urn;
    const request = new proto.ConfigureRequest().setArgs(struct(config)).setAcceptsecrets(true);
    await this.#ask(this.client.configure, request);
    return this;
  }

  async check(urn: string, olds: Properties, news: Properties) {
    const request = this.#request(new proto.CheckRequest(), "Check", urn, { olds, news });
    const answer = await this.#ask(this.client.check, request.setOlds(struct(olds)).setNews(struct(news)));
    const failures = answer.getFailuresList().map((failure) => failure.toObject());
    return { inputs: plain(answer.getInputs()), failures };
  }

  async diff(urn: string, id: string, oldInputs: Properties, olds: Properties, news: Properties) {
    const request = this.#request(new proto.DiffRequest(), "Diff", urn, { id, olds, news, oldInputs });
    request.setId(id).setOlds(struct(olds)).setNews(struct(news)).setOldInputs(struct(oldInputs));
    const answer = await this.#ask(this.client.diff, request);
    return {
      changes: answer.getChanges(),
      replaces: answer.getReplacesList(),
      deleteBeforeReplace: answer.getDeletebeforereplace(),
    };
  }

  async create(urn: string, properties: Properties) {
    const request = this.#request(new proto.CreateRequest(), "Create", urn, { properties });
    const answer = await this.#ask(this.client.create, request.setProperties(struct(properties)));
    return { id: answer.getId(), properties: plain(answer.getProperties()) };
  }

  async read(urn: string, id: string, inputs: Properties, properties: Properties) {
    const request = this.#request(new proto.ReadRequest(), "Read", urn, { id, inputs, properties });
    request.setId(id).setProperties(struct(properties)).setInputs(struct(inputs));
    const answer = await this.#ask(this.client.read, request);
    return {
      id: answer.getId(),
      properties: plain(answer.getProperties()),
      inputs: answer.hasInputs() ? plain(answer.getInputs()) : undefined,
    };
  }

  async update(urn: string, id: string, oldInputs: Properties, olds: Properties, news: Properties) {
    const request = this.#request(new proto.UpdateRequest(), "Update", urn, { id, olds, news, oldInputs });
    request.setId(id).setOlds(struct(olds)).setNews(struct(news)).setOldInputs(struct(oldInputs));
    const answer = await this.#ask(this.client.update, request);
    return { properties: plain(answer.getProperties()) };
  }

  async delete(urn: string, id: string, oldInputs: Properties, properties: Properties): Promise<void> {
    const request = this.#request(new proto.DeleteRequest(), "Delete", urn, { id, properties, oldInputs });
    request.setId(id).setProperties(struct(properties)).setOldInputs(struct(oldInputs));
    await this.#ask(this.client.delete, request);
  }

  async close(): Promise<void> {
    this.client.close();
    this.child.process.kill("SIGKILL");
    await this.child.exit;
  }

  #request<Q extends { setUrn(urn: string): Q; setName(name: string): Q; setType(type: string): Q }>(
    request: Q,
    method: ProviderCall["method"],
    urn: string,
    details: Details,
  ): Q {
    this.settings.called(reveal({ method, provider: this.#urn, urn, ...details } as Properties) as never);
    return request.setUrn(urn).setName(nameOf(urn)).setType(typeOf(urn));
  }

  #ask<Q, A>(method: Unary<Q, A>, request: Q): Promise<A> {
    return new Promise((resolve, reject) => {
      method.call(this.client, request, new Metadata(), {}, (error, answer) =>
        error ? reject(providerError(error)) : resolve(answer),
      );
    });
  }
}

const struct = (properties: Properties) => Struct.fromJavaScript(reveal(properties) as never);
const plain = (properties?: Struct) => (properties?.toJavaScript() ?? {}) as Properties;

function providerError(error: ServiceError): ProviderError {
  const [packed] = error.metadata?.get("grpc-status-details-bin") ?? [];
  if (!(packed instanceof Uint8Array)) return new ProviderError(error.details);
  const detail = Status.deserializeBinary(packed).getDetailsList()[0];
  const failed = proto.ErrorResourceInitFailed.deserializeBinary(detail?.getValue_asU8() ?? new Uint8Array());
  const reasons = failed.getReasonsList();
  const count = `${reasons.length} ${reasons.length === 1 ? "error" : "errors"} occurred:`;
  return new ProviderError([count, ...reasons.map((reason) => `\t* ${reason}`), ""].join("\n"), {
    id: failed.getId(),
    properties: plain(failed.getProperties()),
    reasons,
  });
}
