import { page } from "../release-0/page";
import { serve } from "../release-0/serve";
import { routes } from "./routes";

/** Drone 0.7.3 with SQLite and Gogs. */
export const release07 = serve({ name: "0.7", version: "0.7.3", routes, page });
