import { page } from "../release-0/page";
import { serve } from "../release-0/serve";
import { routes } from "./routes";

/** Drone 0.5.0 with SQLite and Gogs. */
export const release05 = serve({ name: "0.5", version: "0.5.0+dev", routes, page });
