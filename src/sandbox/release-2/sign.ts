import { createCipheriv, createHmac, randomBytes } from "node:crypto";
import { Answer } from "../answer";
import { type Struct, text } from "../go/struct";
import { json, refusal } from "./answers";
import { bodyAs } from "./body";
import type { OwnCall } from "./call";

interface Payload {
  data: string;
}

const payload = (goName: string): Struct<Payload> => ({ goName, fields: { data: text("data", "Data") } });

export function sign({ repo, request }: OwnCall): Answer {
  const given = bodyAs(payload("sign.payload"), request);
  if (given instanceof Answer) return given;
  // Of all that YAML refuses, this stands for the rest.
  const tab = given.data.split("\n").findIndex((line) => line.startsWith("\t"));
  if (tab >= 0) return refusal(500, `yaml: line ${tab}: found character that cannot start any token`);
  if (repo.signer === "") return refusal(500, "signer: key must be 32-bytes");
  return json({ data: createHmac("sha256", repo.signer).update(given.data).digest("hex") });
}

/** Never the same twice. */
export function encrypt({ repo, request }: OwnCall): Answer {
  const given = bodyAs(payload("core.Secret"), request);
  if (given instanceof Answer) return given;
  if (repo.secret === "") return refusal(500, "crypto/aes: invalid key size 0");
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", repo.secret, nonce);
  const sealed = Buffer.concat([nonce, cipher.update(given.data), cipher.final(), cipher.getAuthTag()]);
  return json({ data: sealed.toString("base64") });
}
