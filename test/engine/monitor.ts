import {
  type handleUnaryCall,
  Server,
  ServerCredentials,
  type ServiceDefinition,
  status,
  type UntypedHandleCall,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import {
  GetRootResourceResponse,
  type LogRequest,
  LogSeverity,
  type SetRootResourceRequest,
  SetRootResourceResponse,
} from "@pulumi/pulumi/proto/engine_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Display } from "./display";
import type { Properties } from "./property";
import type { Goal } from "./registration";
import type { Resource } from "./state";

/** What a program's requests are turned into. */
export interface Registrar {
  register(goal: Goal): Promise<Resource>;
  read(goal: Goal, id: string): Promise<Resource>;
  outputs(urn: string, outputs: Properties): void;
  /** Ends the operation. The program gets no answer: it would take the SDK 20 s to print one that is an error. */
  fail(error: unknown): void;
  /** The program has registered all it has. */
  finished(): Promise<void>;
}

const features = ["secrets"];
/** SDKs ask for these, and go on without. */
const askedFirst = new Set(["getDeploymentInfo"]);

/** The engine's side of a program: resource monitor and log. */
export class Monitor {
  private constructor(
    readonly address: string,
    readonly server: Server,
  ) {}

  static async start(registrar: Registrar, display: Display): Promise<Monitor> {
    const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
    const monitor = service(ResourceMonitorService, monitorMethods(registrar), registrar);
    server.addService(ResourceMonitorService, monitor);
    server.addService(EngineService, service(EngineService, engineMethods(display), registrar));
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      );
    });
    return new Monitor(`127.0.0.1:${port}`, server);
  }

  close(): void {
    this.server.forceShutdown();
  }
}

type Method = (request: never) => unknown;

function service(
  definition: ServiceDefinition,
  methods: Record<string, Method>,
  registrar: Registrar,
): UntypedServiceImplementation {
  const handlers: UntypedServiceImplementation = {};
  for (const name of Object.keys(definition)) {
    const method = methods[name];
    const handle: handleUnaryCall<never, unknown> = async (call, answer) => {
      if (!method && askedFirst.has(name)) return answer({ code: status.UNIMPLEMENTED });
      try {
        if (!method) throw new Error(`The stand-in engine does not do ${name}. Use the Pulumi CLI.`);
        answer(null, await method(call.request));
      } catch (error) {
        registrar.fail(error);
      }
    };
    handlers[name] = handle as UntypedHandleCall;
  }
  return handlers;
}

function monitorMethods(registrar: Registrar): Record<string, Method> {
  return {
    supportsFeature: (request: proto.SupportsFeatureRequest) =>
      new proto.SupportsFeatureResponse().setHassupport(features.includes(request.getId())),

    async registerResource(request: proto.RegisterResourceRequest) {
      refuse(request);
      const resource = await registrar.register(goalOf(request));
      // The outputs of a component come later, by registerResourceOutputs.
      const object = resource.custom ? struct(resource.outputs) : new Struct();
      return new proto.RegisterResourceResponse()
        .setUrn(resource.urn)
        .setId(resource.id ?? "")
        .setObject(object);
    },

    async readResource(request: proto.ReadResourceRequest) {
      const resource = await registrar.read(readGoalOf(request), request.getId());
      return new proto.ReadResourceResponse().setUrn(resource.urn).setProperties(struct(resource.outputs));
    },

    registerResourceOutputs(request: proto.RegisterResourceOutputsRequest) {
      registrar.outputs(request.getUrn(), plain(request.getOutputs()));
      return new Empty();
    },

    async signalAndWaitForShutdown() {
      await registrar.finished();
      return new Empty();
    },
  };
}

function engineMethods(display: Display): Record<string, Method> {
  let root = "";
  const severities = {
    [LogSeverity.INFO]: "",
    [LogSeverity.WARNING]: "warning",
    [LogSeverity.ERROR]: "error",
  } as const;
  return {
    log(request: LogRequest) {
      const severity = request.getSeverity();
      if (severity !== LogSeverity.DEBUG)
        display.diagnostic(severities[severity], request.getUrn(), request.getMessage());
      return new Empty();
    },
    getRootResource: () => new GetRootResourceResponse().setUrn(root),
    setRootResource(request: SetRootResourceRequest) {
      root = request.getUrn();
      return new SetRootResourceResponse();
    },
  };
}

const struct = (properties: Properties) => Struct.fromJavaScript(properties as never);
const plain = (properties?: Struct) => (properties?.toJavaScript() ?? {}) as Properties;

function refuse(request: proto.RegisterResourceRequest): void {
  const asked = {
    protect: request.getProtect(),
    import: request.getImportid(),
    deletedWith: request.getDeletedwith(),
    replaceWith: request.getReplaceWithList().length > 0,
    replaceOnChanges: request.getReplaceonchangesList().length > 0,
    "remote components": request.getRemote(),
  };
  const [option] = Object.entries(asked).find(([, value]) => value) ?? [];
  if (option) throw new Error(`The stand-in engine does not do ${option}. Use the Pulumi CLI.`);
}

function goalOf(request: proto.RegisterResourceRequest): Goal {
  const propertyDependencies: Record<string, string[]> = {};
  request.getPropertydependenciesMap().forEach((of, key) => {
    propertyDependencies[key] = of.getUrnsList();
  });
  return {
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom(),
    inputs: plain(request.getObject()),
    parent: request.getParent(),
    provider: request.getProvider(),
    dependencies: request.getDependenciesList(),
    propertyDependencies,
    ignoreChanges: request.getIgnorechangesList(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    aliases: request.getAliasurnsList(),
    ...(request.getDeletebeforereplacedefined() && { deleteBeforeReplace: request.getDeletebeforereplace() }),
    retainOnDelete: request.getRetainondelete() ?? false,
  };
}

function readGoalOf(request: proto.ReadResourceRequest): Goal {
  return {
    type: request.getType(),
    name: request.getName(),
    custom: true,
    inputs: plain(request.getProperties()),
    parent: request.getParent(),
    provider: request.getProvider(),
    dependencies: request.getDependenciesList(),
    propertyDependencies: {},
    ignoreChanges: [],
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    aliases: [],
    retainOnDelete: false,
  };
}
