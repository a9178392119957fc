import { Answer, redirect } from "../answer";
import type { Call } from "./call";

/** The web interface: whatever is no route, for every method. In 2.x a stranger's start page is another. */
export const page = ({ major, request, user }: Call): Answer =>
  major === 2 && !user && request.path === "/"
    ? redirect(request.method, 303, "/welcome")
    : new Answer(
        200,
        '<!doctype html><html lang="en"><head><meta charset="utf-8"/><title>Drone CI</title></head><body><div id="root"></div></body></html>',
        { "Content-Type": "text/html; charset=UTF-8" },
      );
