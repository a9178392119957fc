import { deleteLeftovers } from "./deletion";
import { Monitor, type Registrar } from "./monitor";
import type { Operation } from "./operation";
import { type ProgramOptions, startProgram, toldAlready } from "./program";
import { equal, type Properties, secret } from "./property";
import { claim, type Goal, type Plan, planRegistration } from "./registration";
import type { Resource } from "./state";
import { read, same } from "./steps";
import { isProviderType, stackType, typeOf } from "./urn";
import { create, update } from "./writes";

export type Config = ProgramOptions["config"];

/** The stack's outputs. */
export interface StackOutputs {
  before: Properties;
  after: Properties;
}

/** Runs the program and brings about what it registers. */
export async function runProgram(
  op: Operation,
  program: Omit<ProgramOptions, "monitor">,
): Promise<StackOutputs> {
  const engine = new Engine(op, program.config);
  const monitor = await Monitor.start(engine, op.display);
  const child = startProgram({ ...program, monitor: monitor.address });
  try {
    const code = await Promise.race([child.exit, op.aborted]);
    if (code === 0) await engine.finished();
    else op.fail("", code === toldAlready ? "" : `an unhandled error occurred: ${exited(code)}`);
  } catch (error) {
    op.failFor("", error);
    child.process.kill("SIGINT");
  }
  await op.idle();
  child.process.kill("SIGKILL");
  await child.exit;
  monitor.close();
  return engine.stackOutputs();
}

const exited = (code: number) => `Program exited with non-zero exit code: ${code}`;

class Engine implements Registrar {
  readonly #resources = new Map<string, Resource>();
  #defaultProvider: Promise<string> | undefined;
  #finished: Promise<void> | undefined;
  #stackOutputs: Properties | undefined;

  constructor(
    readonly op: Operation,
    readonly config: Config,
  ) {}

  register(goal: Goal): Promise<Resource> {
    return this.#carryOut(goal, () => planRegistration(this.op, goal));
  }

  read(goal: Goal, id: string): Promise<Resource> {
    return this.#carryOut(goal, async () => planRead(this.op, goal, id));
  }

  outputs(urn: string, outputs: Properties): void {
    if (typeOf(urn) === stackType) this.#stackOutputs = outputs;
    const resource = this.#resources.get(urn);
    // Those of the stack wait for the end: a failure keeps the old ones.
    if (resource && typeOf(urn) !== stackType) resource.outputs = outputs;
  }

  fail(error: unknown): void {
    this.op.failFor("", error);
  }

  finished(): Promise<void> {
    this.#finished ??= this.op.inTurn(() => this.op.idleSteps()).then(() => deleteLeftovers(this.op));
    return this.#finished;
  }

  stackOutputs(): StackOutputs {
    const stack = [...this.#resources.values()].find(({ type }) => type === stackType);
    if (!stack) return { before: {}, after: {} };
    const before = this.op.snapshot.old(stack.urn)?.outputs ?? {};
    const given = this.#stackOutputs ?? (this.op.failed ? {} : before);
    stack.outputs = this.op.failed ? { ...before, ...given } : given;
    return { before, after: stack.outputs };
  }

  async #carryOut(goal: Goal, decide: () => Promise<Plan>): Promise<Resource> {
    try {
      const { steps, resource } = await this.op.inTurn(async () => {
        if (goal.custom && !isProviderType(goal.type)) goal.provider ||= await this.#default();
        return decide();
      });
      await this.op.perform(steps);
      this.#resources.set(resource.urn, resource);
      return resource;
    } catch (error) {
      throw this.op.failFor(this.op.urn(goal.parent, goal.type, goal.name), error);
    }
  }

  /** The provider of resources that name none: it has the whole configuration of the stack. */
  #default(): Promise<string> {
    this.#defaultProvider ??= (async () => {
      const { op } = this;
      const type = "pulumi:providers:pulumi-nodejs";
      const urn = op.urn("", type, "default");
      claim(op, urn);
      op.decided.add(urn);
      const inputs: Properties = {};
      for (const [key, { value, secret: hide }] of this.config) inputs[key] = hide ? secret(value) : value;
      const old = op.snapshot.old(urn);
      const next: Resource = { urn, custom: true, type, inputs, outputs: {} };
      const unchanged = old && equal(old.outputs, inputs);
      await op.perform([old ? (unchanged ? same(op, old, next) : update(op, old, next)) : create(op, next)]);
      return `${urn}::${next.id}`;
    })();
    return this.#defaultProvider;
  }
}

function planRead(op: Operation, goal: Goal, id: string): Plan {
  const urn = op.urn(goal.parent, goal.type, goal.name);
  claim(op, urn);
  const old = op.snapshot.old(urn);
  if (old && !old.external && old.id !== id) {
    throw op.fail(
      urn,
      "The stand-in engine does not turn a managed resource into one that is only read. Use the Pulumi CLI.",
    );
  }
  op.decided.add(urn);
  const next: Resource = {
    urn,
    custom: true,
    id,
    type: goal.type,
    inputs: goal.inputs,
    outputs: {},
    parent: goal.parent || undefined,
    external: true,
    dependencies: goal.dependencies.length > 0 ? goal.dependencies : undefined,
    provider: goal.provider,
    additionalSecretOutputs:
      goal.additionalSecretOutputs.length > 0 ? goal.additionalSecretOutputs : undefined,
  };
  return { steps: [read(op, old, next)], resource: next };
}
