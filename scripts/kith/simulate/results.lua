-- The result file: what runs came to, chunk by chunk, as it is written, read, gone on with and put together.
--
--   "kith results 1\n"
--   4 bytes: length of the header, then the header: JSON, keys sorted (describe.lua)
--   records: chunk (4 bytes, from 0), policy (4 bytes, from 1), runs (4 bytes), length (4 bytes), the partial of that length
--            (core/lua/scenario_player.c), and 16 hexadecimal digits of the SHA-256 of all that
--
-- Numbers are little-endian. Records are in the order of chunks, within one in that of policies. A record that was cut off is no record:
-- the file may end anywhere.

local kith = require "kith"
local output = require "kith.output"

local results = {}

local MAGIC = "kith results 1\n"
local LARGEST = 64 * 1024 * 1024 -- of a header or a partial

function results.header_text(header) return output.json_text(header) end

local function frame(header)
  local text = results.header_text(header)
  return MAGIC .. string.pack("<I4", #text) .. text
end

local function seal(record) return kith.digest(record):sub(1, 16) end

function results.record(chunk, policy, runs, partial)
  local record = string.pack("<I4I4I4s4", chunk, policy, runs, partial)
  return record .. seal(record)
end

-- ---- Reading ----

local function shown(path) return kith.visible(path) end

-- Whether a header has what every reader of it counts on: it comes from a file that anybody may have written.
local function is_header(header)
  if type(header) ~= "table" then return false end
  for _, key in ipairs { "policies", "outcomes", "plans", "assumptions", "scripts" } do
    if type(header[key]) ~= "table" then return false end
  end
  for _, key in ipairs { "runs", "steps", "seed", "rows", "baseline" } do
    if math.type(header[key]) ~= "integer" then return false end
  end
  for _, policy in ipairs(header.policies) do
    local against = type(policy) == "table" and type(policy.values) == "table" and type(policy.name) == "string" and policy.against
    if not (math.type(against) == "integer" and header.policies[against]) then return false end
  end
  return header.policies[header.baseline] ~= nil
end

-- An open result file: { header =, path =, next = function() → chunk, policy, runs, partial }, close =, good = bytes that are whole }; or
-- nil and why.
function results.open(path)
  local file, why = io.open(path, "rb")
  if not file then return nil, (why:gsub("^.*: ", shown(path) .. ": "):lower():gsub("^" .. shown(path):lower(), shown(path))) end
  local magic, size = file:read(#MAGIC), file:read(4)
  local length = size and #size == 4 and string.unpack("<I4", size) or 0
  local text = magic == MAGIC and length > 0 and length <= LARGEST and file:read(length) or nil
  local header = text and #text == length and require("dkjson").decode(text)
  if not is_header(header) then
    file:close()
    return nil, ("%s: is no file of results"):format(shown(path))
  end
  local opened = { header = header, text = text, path = path, good = #MAGIC + 4 + length }
  function opened.close() file:close() end
  function opened.next()
    local head = file:read(16)
    if not head or #head < 16 then return nil end
    local chunk, policy, runs, bytes = string.unpack("<I4I4I4I4", head)
    if bytes > LARGEST then return nil end
    local partial, sealed = file:read(bytes), file:read(16)
    if bytes == 0 then partial, sealed = "", file:read(16) end
    if not sealed or #partial < bytes or seal(head .. partial) ~= sealed then return nil end
    opened.good = opened.good + 32 + bytes
    return chunk, policy, runs, partial
  end
  return opened
end

-- ---- Writing ----

local function append_to(path)
  local file, why = io.open(path, "ab")
  if not file then return nil, why end
  local writer = {}
  function writer.add(chunk, policy, runs, partial)
    local good, cause = file:write(results.record(chunk, policy, runs, partial))
    if good then good, cause = file:flush() end -- what is computed is kept, whenever it ends
    return good, cause
  end
  function writer.close() return file:close() end
  return writer
end

-- A new file that takes records: { add(chunk, policy, runs, partial), close() }; or nil and why.
function results.create(path, header, replace)
  local made, fault = require("kith.out_file").make_folders(path)
  if not made then return nil, fault end
  local written, why = kith.write_file(path, frame(header), replace or false)
  if not written then return nil, why end
  return append_to(path)
end

-- The same for a file that is there: what is broken at its end is cut off first.
function results.go_on(path, good)
  local file, why = io.open(path, "rb")
  if not file then return nil, why end
  local size = file:seek "end"
  if size > good then
    file:seek "set"
    local text = file:read(good)
    file:close()
    local written
    written, why = kith.write_file(path, text, true)
    if not written then return nil, why end
  else
    file:close()
  end
  return append_to(path)
end

-- ---- What changed ----

local WORDS = { scenario = "the scenario", day = "the day", runs = "the number of runs", seed = "the seed",
  policies = "the policies or parameters",
                shard = "the shard", anchor = "the record", scripts = "the scripts", definitions = "the models",
                  size = "the size of the population",
                version = "kith's own version", stop = "the precision", assumptions = "the assumptions",
                experiment = "what is tried", compared = "what is compared", outcomes = "the outcomes", rows = "the relationships" }

-- What two headers disagree in, in words; nil where they are the same.
function results.difference(old, new)
  local keys, seen, parts = {}, {}, {}
  for _, header in ipairs { old, new } do
    for key in pairs(header) do
      if not seen[key] then seen[key], keys[#keys + 1] = true, key end
    end
  end
  table.sort(keys)
  for _, key in ipairs(keys) do
    local a, b = { old[key] }, { new[key] }
    if output.json_text(a) ~= output.json_text(b) then
      local plain = type(old[key]) ~= "table" and type(new[key]) ~= "table" and key ~= "anchor"
      local detail = plain and (" (%s, now %s)"):format(tostring(old[key] or "none"), tostring(new[key] or "none")) or ""
      parts[#parts + 1] = (WORDS[key] or key) .. detail
    end
  end
  return #parts > 0 and output.list(parts) or nil
end

return results
