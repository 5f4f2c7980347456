-- A script for Slurm: a job array with a shard a task. The cluster's scheduler does the distribution, kith the rest.

local kith = require "kith"
local output = require "kith.output"

local slurm = {}

-- The options that say what is run, as they were given.
local function options_of(arguments)
  local words = { "-C", output.shell(arguments.dir), "--as-of", arguments.as_of }
  local function add(option, value)
    words[#words + 1] = option
    if value ~= true then words[#words + 1] = output.shell(tostring(value)) end
  end
  for _, name in ipairs { "runs", "seed", "grid", "hypercube", "population" } do
    if arguments[name] then add("--" .. name, arguments[name]) end
  end
  if arguments.tornado then add("--tornado", true) end
  for _, text in ipairs(arguments.set) do add("--set", text) end
  for _, text in ipairs(arguments.compare) do add("--compare", text) end
  return table.concat(words, " ")
end

local SCRIPT = [[
#!/bin/sh
#SBATCH --job-name=kith-%s
#SBATCH --array=1-%d
#
# Submit, wait for all tasks, put their parts together:
#   sbatch --wait %s && kith simulate merge %s.part-* --results %s
# A task that was stopped goes on where it was when it is submitted again.
set -e
kith simulate %s %s --results %s.part-"$SLURM_ARRAY_TASK_ID" --shard "$SLURM_ARRAY_TASK_ID"/%d --resume
]]

-- Writes the script; the exit status.
function slurm.write(arguments)
  if not arguments.results then return output.fail("simulate", "--slurm needs --results FILE: what the parts are called by") end
  if arguments.precision then return output.fail("simulate", "a shard cannot know when all are precise enough; use --runs") end
  local file, name = output.shell(arguments.results), output.shell(arguments.name)
  local job = arguments.name:gsub("[^%w_-]", "_")
  local own = arguments.out and output.shell(arguments.out) or "THIS_SCRIPT"
  local text = SCRIPT:format(job, arguments.slurm, own, file, file, name, options_of(arguments), file, arguments.slurm)
  if not arguments.out then
    io.write(text)
    return 0
  end
  local made, fault = require("kith.out_file").make_folders(arguments.out)
  if not made then return output.fail("simulate", fault) end
  local written, why = kith.write_file(arguments.out, text, arguments.replace or false)
  if not written then return output.fail("simulate", ("%s: %s"):format(kith.visible(arguments.out), why)) end
  output.say(("%s written; sbatch --wait %s runs it"):format(kith.visible(arguments.out), kith.visible(arguments.out)))
  return 0
end

return slurm
