import * as pulumi from "@pulumi/pulumi";
import * as drone from "pulumi-drone";

const config = new pulumi.Config();

new drone.User("bob", { login: "bob", email: "bob@example.com" });

const demo = new drone.Repository("demo", {
  owner: "octo",
  name: "demo",
  timeout: config.getNumber("timeout") ?? 30,
  allowTag: true,
});

new drone.RepoSecret("registry-password", {
  repo: demo.slug,
  name: "DOCKER_PASSWORD",
  value: config.getSecret("registryPassword") ?? "change-me",
  images: ["plugins/docker"],
});

new drone.TeamSecret("slack", { team: "acme", name: "SLACK_WEBHOOK", value: "https://hooks.example.com/1" });

new drone.GlobalSecret("mirror", { name: "MIRROR_TOKEN", value: "change-me-too", events: ["push", "tag"] });

export const badge = demo.badgeUrl;
export const clone = demo.cloneUrl;
