// The program of the end-to-end tests: the resources that PROGRAM lists, in its order.
const pulumi = require("@pulumi/pulumi");
const drone = require("pulumi-drone");

const made = {};
/** `{ "of": "demo", "output": "slug" }` is that output; `{ "secret": "x" }` a secret. */
const value = (given) => {
  if (given?.of) return made[given.of][given.output];
  if (given?.secret) return pulumi.secret(given.secret);
  return given;
};

class Team extends pulumi.ComponentResource {
  constructor(name, options) {
    super("e2e:index:Team", name, {}, options);
  }
}

for (const { type, name, args, get, opts = {} } of JSON.parse(process.env.PROGRAM ?? "[]")) {
  const options = {
    ...opts,
    ...(opts.provider ? { provider: made[opts.provider] } : {}),
    ...(opts.parent ? { parent: made[opts.parent] } : {}),
    ...(opts.aliases ? { aliases: opts.aliases.map((alias) => ({ name: alias })) } : {}),
  };
  if (type === "Inert") {
    // What Pulumi itself stores for a dynamic resource that holds nothing.
    made[name] = new (class extends pulumi.CustomResource {})(
      "pulumi-nodejs:dynamic/drone:RepoSecret",
      name,
      { __provider: 'exports.handler=()=>({create:async()=>({id:"x",outs:{}})})' },
      options,
    );
  } else if (type === "Team") {
    made[name] = new Team(name, options);
  } else if (get) {
    made[name] = drone[type].get(name, get, options);
  } else {
    const inputs = Object.fromEntries(Object.entries(args).map(([key, given]) => [key, value(given)]));
    made[name] = new drone[type](name, inputs, options);
  }
}

for (const [name, output] of Object.entries(JSON.parse(process.env.EXPORTS ?? "{}"))) {
  exports[name] = value(output);
}
