import { serve } from "../release-0/serve";
import { page } from "./page";
import { routes, version } from "./routes";

/** Drone 0.8.10 with SQLite and Gogs. */
export const release08 = serve({ name: "0.8", version, routes, page });
