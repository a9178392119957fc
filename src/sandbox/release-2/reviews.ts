import type { Answer } from "../answer";
import { readInt } from "../go/query";
import type { StagedBuildRow, StageRow } from "../synced-rows";
import { done, refusal } from "./answers";
import { numbered, stagesOf } from "./builds";
import type { OwnCall } from "./call";

export const approve = (call: OwnCall): Answer =>
  withStage(call, (_, stage) => {
    if (stage.status !== "blocked") {
      return refusal(400, `Cannot approve a Pipeline with Status "${stage.status}"`);
    }
    stage.status = "pending";
    return done;
  });

export const decline = (call: OwnCall): Answer => withStage(call, (build, stage) => declined(build, [stage]));

export const declineAll = (call: OwnCall): Answer => {
  const build = numbered(call, readInt(call.params.number) ?? 0);
  return build ? declined(build, stagesOf(call.world, build)) : refusal(404, "Build not found");
};

function declined(build: StagedBuildRow, stages: StageRow[]): Answer {
  for (const stage of stages) {
    if (stage.status !== "blocked") return refusal(400, `Cannot decline build with status "${stage.status}"`);
    stage.status = "declined";
  }
  build.status = "declined";
  return done;
}

function withStage(call: OwnCall, answer: (build: StagedBuildRow, stage: StageRow) => Answer): Answer {
  const [number, stageNumber] = [readInt(call.params.number), readInt(call.params.stage)];
  if (number === undefined) return refusal(400, "Invalid build number");
  if (stageNumber === undefined) return refusal(400, "Invalid stage number");
  const build = numbered(call, number);
  if (!build) return refusal(404, "Build not found");
  const stage = stagesOf(call.world, build).find((each) => each.number === stageNumber);
  return stage ? answer(build, stage) : refusal(404, "Stage not found");
}
