-- Runs chunk after chunk, with or without a result file: gone on with, in shards, put together, stopped once precise enough.

local kith = require "kith"
local output = require "kith.output"
local results = require "kith.simulate.results"
local runs = require "kith.simulate.runs"
local tables = require "kith.simulate.tables"

local perform = {}

-- ---- Chunks ----

local function runs_in(chunk, count) return math.min(runs.CHUNK, count - chunk * runs.CHUNK) end

-- The chunks of a shard, or all, in order.
local function own_chunks(header)
  local list, shard = {}, header.shard
  for chunk = 0, (header.runs + runs.CHUNK - 1) // runs.CHUNK - 1 do
    if not shard or chunk % shard.of == shard.number - 1 then list[#list + 1] = chunk end
  end
  return list
end

local function own_runs(header)
  local all = 0
  for _, chunk in ipairs(own_chunks(header)) do all = all + runs_in(chunk, header.runs) end
  return all
end

-- Adds a record to the result; false where it is none of these runs.
local function take(result, chunk, policy, count, partial)
  if policy < 1 or policy > #result.header.policies or count ~= runs_in(chunk, result.header.runs) then return false end
  if not result.fold:add(policy, count, partial) then return false end
  if policy == #result.header.policies then result.done = result.done + count end
  return true
end

-- ---- Precise enough ----

-- Half an interval against what was wanted: points for shares, else a part of the value itself.
local function precise(outcome, half, value, wanted)
  if not half then return false end
  return half <= wanted * (outcome.percent and 1 or math.abs(value or 0)) or half == 0
end

-- Whether every outcome at the end, and every difference, is known as precisely as `header.stop` (a share) wants it. What only some runs
-- have, a first time, would need many more and is left aside.
local function precise_enough(result)
  local wanted = result.header.stop
  if not wanted or result.done < 2 * runs.CHUNK then return false end
  for _, series in ipairs(result.series) do
    local ends = not series.group and tables.ends(result, series) or {}
    for _, cell in ipairs(ends) do
      local known = cell.runs < result.done or precise(series.outcome, cell.half, cell.mean, wanted)
      if not known then return false end
    end
    for _, difference in ipairs(#ends > 0 and tables.differences(result, series) or {}) do
      local base = ends[difference.against].mean
      if difference.runs == result.done and not precise(series.outcome, difference.half, base, wanted) then return false end
    end
  end
  return true
end

-- ---- The file ----

-- Takes what a file that is there already holds, checked to be of these runs and in order: how many records, and the bytes that are
-- whole; or nil and why.
local function read_back(result, path)
  local opened, why = results.open(path)
  if not opened then return nil, why end
  local now = results.header_text(result.header)
  if opened.text ~= now then
    opened.close()
    local changed = results.difference(opened.header, require("dkjson").decode(now)) or "its description"
    return nil, ("%s is of other runs: %s changed; --replace begins anew"):format(kith.visible(path), changed)
  end
  local chunks, records, policies = own_chunks(result.header), 0, #result.header.policies
  for chunk, policy, count, partial in opened.next do
    local expected = chunks[records // policies + 1]
    if chunk ~= expected or policy ~= records % policies + 1 or not take(result, chunk, policy, count, partial) then
      opened.close()
      return nil, ("%s: record %d is none of these runs"):format(kith.visible(path), records + 1)
    end
    records = records + 1
  end
  opened.close()
  return records, opened.good
end

-- Where records go, and how many are there: false and 0 without a file; or nil and why.
local function open_file(result, options)
  local path = options.results
  if not path then return false, 0 end
  if options.resume and require("lfs").attributes(path, "mode") then
    local records, good = read_back(result, path)
    if not records then return nil, good end
    local writer, why = results.go_on(path, good)
    if not writer then return nil, ("%s: %s"):format(kith.visible(path), why) end
    return writer, records
  end
  local writer, why = results.create(path, result.header, options.replace)
  if writer then return writer, 0 end
  local advice = why:find "exists" and "; --resume goes on with it, --replace begins anew" or ""
  return nil, ("%s: %s%s"):format(kith.visible(path), why, advice)
end

-- ---- Running ----

-- On a terminal only: how far it is, how fast, how long it will take.
local function progress(done, before, all, since)
  local passed = os.time() - since
  local rate = passed > 0 and (done - before) / passed or 0
  local left = rate > 0 and (", %s runs/s, %s s left"):format(output.figure(rate), output.number(math.ceil((all - done) / rate))) or ""
  output.progress(("%s of %s%s"):format(output.number(done), output.count(all, "run"), left))
end

local function when_stopped(result, path)
  local kept = path and ("%s of %s are in %s; the same with --resume goes on"):format(output.number(result.done),
    output.count(own_runs(result.header), "run"), kith.visible(path)) or "nothing is kept; --results FILE would keep what is done"
  kith.when_interrupted("kith simulate: stopped; " .. kept)
end

-- What the chunks of a batch come to under each policy: partials[policy][chunk], but for records before number `first`. Records are counted
-- from 1, a chunk has one a policy, and `at` is the number of the batch's first. Nil where there is a finding.
local function run_batch(task, batch, at, first)
  local header, partials = task.result.header, {}
  for number, policy in ipairs(header.policies) do
    local wanted, made = {}, {}
    for i, chunk in ipairs(batch) do
      if at + (i - 1) * #header.policies + number - 1 >= first then wanted[#wanted + 1] = chunk end
    end
    when_stopped(task.result, task.options.results)
    local list = #wanted > 0 and runs.chunks(task.ws, task.scenario, task.population, policy, wanted, header.runs, header.seed) or {}
    if not list then return nil end
    for i, chunk in ipairs(wanted) do made[chunk] = list[i] end
    partials[number] = made
  end
  return partials
end

-- Takes a record and writes it; nil and why where it cannot be.
local function keep(task, writer, chunk, policy, partial)
  local count = runs_in(chunk, task.result.header.runs)
  if type(partial) ~= "string" or not take(task.result, chunk, policy, count, partial) then
    return nil, "the player answered with something that is no result"
  end
  if not writer then return true end
  local good, why = writer.add(chunk, policy, count, partial)
  return good, not good and ("%s: %s"):format(kith.visible(task.options.results), why) or nil
end

-- Runs what is not done yet, `records` being there. True; nil and why; or false with findings.
local function run_all(task, writer, records)
  local result, at_once = task.result, task.population.at_once
  local chunks, policies = own_chunks(result.header), #result.header.policies
  local since, before, all = os.time(), result.done, own_runs(result.header)
  for from = records // policies + 1, #chunks, at_once do
    if (from - 1) * policies >= records and precise_enough(result) then return true end
    local batch = table.move(chunks, from, math.min(from + at_once - 1, #chunks), 1, {})
    local partials = run_batch(task, batch, (from - 1) * policies + 1, records + 1)
    if not partials then return false end
    for i, chunk in ipairs(batch) do
      if i > 1 and precise_enough(result) then return true end
      for policy = 1, policies do
        local partial = partials[policy][chunk]
        local good, why = true, nil
        if partial then good, why = keep(task, writer, chunk, policy, partial) end
        if not good then return nil, why end
      end
      progress(result.done, before, all, since)
    end
  end
  return true
end

-- task = { ws =, scenario =, population =, result =, options = { results =, resume =, replace = } }. true; nil and why; or false with
-- findings.
function perform.run(task)
  local writer, records = open_file(task.result, task.options)
  if writer == nil then return nil, records end
  local good, why = run_all(task, writer, records)
  kith.when_interrupted(nil)
  if writer then writer.close() end
  output.progress(nil)
  if not good then return good, why end
  task.result.reached = not task.result.header.stop or precise_enough(task.result)
  return true
end

-- ---- Shards put together ----

local function without_shard(header)
  local copy = {}
  for key, value in pairs(header) do copy[key] = value end
  copy.shard = nil
  return copy
end

-- The files by the number of their shard; or nil and why they make no whole.
local function open_shards(paths)
  local shards, first, of = {}, nil, 1
  for _, path in ipairs(paths) do
    local opened, why = results.open(path)
    if not opened then return nil, why end
    local shard = opened.header.shard or { number = 1, of = 1 }
    local header = without_shard(opened.header)
    if first then
      local changed = results.difference(first, header) or shard.of ~= of and "the number of shards"
      if changed then return nil, ("%s and %s are of different runs: %s differ"):format(kith.visible(paths[1]), kith.visible(path),
        changed) end
    end
    first, of = first or header, shard.of
    if shards[shard.number] then return nil, ("%s: shard %d of %d is there twice"):format(kith.visible(path), shard.number, of) end
    shards[shard.number] = opened
  end
  local missing = {}
  for i = 1, of do
    if not shards[i] then missing[#missing + 1] = ("%d/%d"):format(i, of) end
  end
  if #missing > 0 then return nil, ("not all shards are here; run --shard %s"):format(table.concat(missing, ", ", 1, math.min(#missing,
    5))) end
  return shards, first
end

-- Puts the result files of all shards together, chunk after chunk: the result; written to `out` too where it is given. Or nil and why.
function perform.merge(paths, out, replace)
  local shards, header = open_shards(paths)
  if not shards then return nil, header end
  local result, writer, why = tables.result(header), nil, nil
  if out then writer, why = results.create(out, header, replace) end
  if why then return nil, ("%s: %s"):format(kith.visible(out), why) end
  for _, chunk in ipairs(own_chunks(header)) do
    local shard = shards[chunk % #shards + 1]
    if header.stop and precise_enough(result) then break end
    for policy in ipairs(header.policies) do
      local at, of, count, partial = shard.next()
      if not at then
        return nil, ("%s ends before it is done; run it again with --resume"):format(kith.visible(shard.path))
      elseif at ~= chunk or of ~= policy or not take(result, chunk, policy, count, partial) then
        return nil, ("%s: chunk %d is not what these runs come to"):format(kith.visible(shard.path), at)
      end
      if writer then writer.add(chunk, policy, count, partial) end
    end
  end
  for _, shard in ipairs(shards) do shard.close() end
  if writer then writer.close() end
  result.reached = not header.stop or precise_enough(result)
  return result
end

return perform
